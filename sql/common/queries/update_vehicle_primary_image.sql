-- The picture of these bytes, wherever its row says that it is found: where the vehicle has none, and the gallery's
-- first one also in the place of a later one of ours. Somebody else's choice stays.
WITH picture AS (
    SELECT i.image_url AS url FROM vehicle_images i
    WHERE i.vehicle_id = :id AND i.file_hash = :file_hash AND i.is_superseded IS NOT TRUE),
later AS (
    SELECT i.image_url AS url FROM vehicle_images i
    WHERE i.vehicle_id = :id AND i.position > :position AND i.source = 'bat_import')
UPDATE vehicles SET
    primary_image_url = CASE WHEN primary_image_url IS NULL OR primary_image_url IN (SELECT url FROM later)
        THEN coalesce((SELECT url FROM picture), primary_image_url) ELSE primary_image_url END,
    image_url = CASE WHEN image_url IS NULL OR image_url IN (SELECT url FROM later)
        THEN coalesce((SELECT url FROM picture), image_url) ELSE image_url END
WHERE id = :id AND (primary_image_url IS NULL OR image_url IS NULL
                    OR primary_image_url IN (SELECT url FROM later) OR image_url IN (SELECT url FROM later))
