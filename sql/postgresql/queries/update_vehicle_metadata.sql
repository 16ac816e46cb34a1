UPDATE vehicles SET origin_metadata = merged(coalesce(origin_metadata, '{}'), :patch), updated_at = :now
WHERE id = :id
