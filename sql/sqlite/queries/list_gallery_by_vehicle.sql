-- The wanted images in the gallery's order, each URL once, with what is known of it.
SELECT w.url, i.id, i.storage_path, i.width, i.height, i.file_size, i.file_hash, a.image_id,
       f.cause, f.message, f.attempts, f.is_final
FROM (SELECT j.value AS url, min(j.key) AS position
      FROM vehicles v, json_each(v.origin_metadata, '$.image_urls') j
      WHERE v.id = :vehicle_id AND j.type = 'text' AND j.value <> '' AND typeof(j.key) = 'integer' GROUP BY j.value) w
LEFT JOIN vehicle_images i ON i.id = (SELECT x.id FROM vehicle_images x
                                      WHERE x.vehicle_id = :vehicle_id AND x.source_url = w.url AND x.is_superseded = 0
                                      ORDER BY x.created_at LIMIT 1)
LEFT JOIN image_aliases a ON a.vehicle_id = :vehicle_id AND a.source_url = w.url
LEFT JOIN image_failures f ON f.vehicle_id = :vehicle_id AND f.source_url = w.url
ORDER BY w.position
