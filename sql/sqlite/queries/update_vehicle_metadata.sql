UPDATE vehicles SET origin_metadata = json_patch(coalesce(origin_metadata, '{}'), :patch), updated_at = :now
WHERE id = :id
