-- Columns of others that a new row must give a value to, and that Retrydesk knows nothing of.
SELECT c.relname, a.attname
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE a.attrelid IN (to_regclass('public.vehicles'), to_regclass('public.vehicle_images')) AND a.attnum > 0
  AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
  AND a.attname NOT IN ('id', 'make', 'model', 'description', 'discovery_url', 'status', 'origin_metadata', 'created_at', 'updated_at', 'vehicle_id', 'image_url',
                        'storage_path', 'file_hash', 'file_size', 'mime_type', 'filename', 'file_name', 'source', 'source_url',
                        'position', 'is_primary')
ORDER BY c.relname DESC, a.attnum
