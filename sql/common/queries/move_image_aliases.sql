UPDATE image_aliases SET image_id = :into WHERE image_id = :from
