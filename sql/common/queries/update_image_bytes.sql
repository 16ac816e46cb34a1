UPDATE vehicle_images SET image_url = coalesce(CAST(:image_url AS text), image_url), storage_path = :storage_path,
    file_hash = :file_hash, file_size = :file_size, mime_type = :mime_type, filename = :filename, width = :width,
    height = :height
WHERE id = :id
