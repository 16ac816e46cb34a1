-- The wanted images in the gallery's order, each URL once, with what is known of it.
SELECT w.url, i.id, i.storage_path, i.width, i.height, i.file_size, i.file_hash, a.image_id,
       f.cause, f.message, f.attempts, f.is_final
FROM vehicles v CROSS JOIN LATERAL wanted_urls(v.origin_metadata) w
LEFT JOIN LATERAL (SELECT x.* FROM vehicle_images x
                   WHERE x.vehicle_id = v.id AND x.source_url = w.url AND x.is_superseded IS NOT TRUE
                   ORDER BY x.created_at LIMIT 1) i ON true
LEFT JOIN image_aliases a ON a.vehicle_id = v.id AND a.source_url = w.url
LEFT JOIN image_failures f ON f.vehicle_id = v.id AND f.source_url = w.url
WHERE v.id = to_vehicle(:vehicle_id)
ORDER BY w.place
