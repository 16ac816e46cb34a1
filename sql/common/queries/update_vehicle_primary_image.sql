-- The picture of these bytes, wherever its row says that it is found.
UPDATE vehicles SET
    primary_image_url = coalesce(primary_image_url, (SELECT i.image_url FROM vehicle_images i
        WHERE i.vehicle_id = vehicles.id AND i.file_hash = :file_hash AND NOT i.is_superseded)),
    image_url = coalesce(image_url, (SELECT i.image_url FROM vehicle_images i
        WHERE i.vehicle_id = vehicles.id AND i.file_hash = :file_hash AND NOT i.is_superseded))
WHERE id = :id AND (primary_image_url IS NULL OR image_url IS NULL)
