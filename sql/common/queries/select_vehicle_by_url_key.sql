SELECT coalesce(v.merged_into_vehicle_id, v.id)
FROM vehicle_urls u JOIN vehicles v ON v.id = u.vehicle_id
WHERE u.url_key = :url_key
