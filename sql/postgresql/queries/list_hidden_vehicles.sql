SELECT v.id FROM jsonb_array_elements_text(CAST(:ids AS jsonb)) j CROSS JOIN LATERAL (
    SELECT x.id FROM vehicles x WHERE x.id = CAST(j.value AS vehicle_key)
    AND (x.deleted_at IS NOT NULL OR x.merged_into_vehicle_id IS NOT NULL) LIMIT 1) v
