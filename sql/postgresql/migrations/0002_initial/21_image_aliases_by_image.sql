CREATE INDEX image_aliases_by_image ON image_aliases (image_id)
