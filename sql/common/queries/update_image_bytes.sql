UPDATE vehicle_images SET storage_path = :storage_path, file_hash = :file_hash, file_size = :file_size,
    mime_type = :mime_type, filename = :filename, width = :width, height = :height
WHERE id = :id
