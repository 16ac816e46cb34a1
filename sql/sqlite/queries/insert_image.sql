INSERT INTO vehicle_images (id, vehicle_id, image_url, storage_path, file_hash, file_size, mime_type, filename,
                            width, height, source, source_url, position, is_primary, created_at)
SELECT :id, :vehicle_id, :image_url, :storage_path, :file_hash, :file_size, :mime_type, :filename,
       :width, :height, 'bat_import', :source_url, :position,
       NOT EXISTS (SELECT 1 FROM vehicle_images p WHERE p.vehicle_id = :vehicle_id AND p.is_primary = 1), :now
