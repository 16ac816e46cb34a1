-- Images come in any order: the gallery's first one becomes the primary image when it comes, unless somebody else's is.
INSERT INTO vehicle_images (id, vehicle_id, image_url, storage_path, file_hash, file_size, mime_type, filename,
                            width, height, source, source_url, position, is_primary, created_at)
SELECT :id, :vehicle_id, :image_url, :storage_path, :file_hash, :file_size, :mime_type, :filename,
       :width, :height, 'bat_import', :source_url, :position,
       NOT EXISTS (SELECT 1 FROM vehicle_images p WHERE p.vehicle_id = :vehicle_id AND p.is_primary
                   AND NOT (:position = 0 AND p.position > 0 AND p.source = 'bat_import')), :now
