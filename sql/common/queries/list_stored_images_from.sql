SELECT vehicle_id, storage_path FROM vehicle_images WHERE id >= :start AND storage_path IS NOT NULL ORDER BY id LIMIT :many
