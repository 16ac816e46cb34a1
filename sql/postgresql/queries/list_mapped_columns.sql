-- The columns Retrydesk works with, and where an existing database keeps each of them: under another name, in another
-- type, or not at all. The expression is what a view shows; assigned is what an INSERT or UPDATE through it stores, NULL
-- where nothing can be stored.
WITH known (place, owner, name, kind, is_needed, other_name) AS (
    VALUES (1, 'vehicles', 'id', 'key', true, NULL),
           (2, 'vehicles', 'make', 'text', false, NULL),
           (3, 'vehicles', 'model', 'text', false, NULL),
           (4, 'vehicles', 'year', 'number', false, NULL),
           (5, 'vehicles', 'vin', 'text', false, NULL),
           (6, 'vehicles', 'mileage', 'number', false, NULL),
           (7, 'vehicles', 'sale_price', 'number', false, NULL),
           (8, 'vehicles', 'sale_date', 'date', false, NULL),
           (9, 'vehicles', 'discovery_url', 'text', true, NULL),
           (10, 'vehicles', 'listing_url', 'text', false, NULL),
           (11, 'vehicles', 'platform_url', 'text', false, NULL),
           (12, 'vehicles', 'bat_auction_url', 'text', false, NULL),
           (13, 'vehicles', 'description', 'text', false, NULL),
           (14, 'vehicles', 'status', 'text', false, NULL),
           (15, 'vehicles', 'origin_metadata', 'json', true, NULL),
           (16, 'vehicles', 'primary_image_url', 'text', false, NULL),
           (17, 'vehicles', 'image_url', 'text', false, NULL),
           (18, 'vehicles', 'vin_source', 'text', false, NULL),
           (19, 'vehicles', 'vin_confidence', 'number', false, NULL),
           (20, 'vehicles', 'deleted_at', 'time', false, NULL),
           (21, 'vehicles', 'merged_into_vehicle_id', 'key', false, NULL),
           (22, 'vehicles', 'created_at', 'time', false, NULL),
           (23, 'vehicles', 'updated_at', 'time', false, NULL),
           (31, 'vehicle_images', 'id', 'key', true, NULL),
           (32, 'vehicle_images', 'vehicle_id', 'key', true, NULL),
           (33, 'vehicle_images', 'image_url', 'text', true, NULL),
           (34, 'vehicle_images', 'storage_path', 'text', false, NULL),
           (35, 'vehicle_images', 'file_hash', 'text', false, NULL),
           (36, 'vehicle_images', 'file_size', 'number', false, NULL),
           (37, 'vehicle_images', 'mime_type', 'text', false, NULL),
           (38, 'vehicle_images', 'filename', 'text', false, 'file_name'),
           (39, 'vehicle_images', 'width', 'number', false, NULL),
           (40, 'vehicle_images', 'height', 'number', false, NULL),
           (41, 'vehicle_images', 'source', 'text', false, NULL),
           (42, 'vehicle_images', 'source_url', 'text', true, NULL),
           (43, 'vehicle_images', 'position', 'number', false, NULL),
           (44, 'vehicle_images', 'is_primary', 'truth', false, NULL),
           (45, 'vehicle_images', 'is_duplicate', 'truth', false, NULL),
           (46, 'vehicle_images', 'is_document', 'truth', false, NULL),
           (47, 'vehicle_images', 'is_superseded', 'truth', false, NULL),
           (48, 'vehicle_images', 'created_at', 'time', false, NULL)),
kinds (kind, type, types) AS (
    VALUES ('text', 'text', ARRAY['text', 'varchar', 'bpchar', 'citext', 'name']),
           ('number', 'numeric', ARRAY['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']),
           ('date', 'date', ARRAY['date']),
           ('time', 'timestamptz', ARRAY['timestamptz']),
           ('truth', 'boolean', ARRAY['bool']),
           ('json', 'jsonb', ARRAY['jsonb']),
           ('key', 'text', ARRAY['uuid', 'text'])),
found AS (
    SELECT k.*, d.type, t.typname, a.attname, a.attgenerated <> '' OR a.attidentity = 'a' AS is_computed,
           pg_get_expr(f.adbin, f.adrelid) AS default_value, format_type(a.atttypid, a.atttypmod) AS their_type,
           t.typname::text = ANY (d.types) AS is_same,
           k.name IN ('make', 'model', 'description') AND a.attnotnull AND f.adbin IS NULL AS needs_text,
           t.typname::text = ANY (d.types) OR (d.kind = 'text' AND t.typtype = 'e') OR (d.kind = 'json' AND t.typname = 'json')
           OR (d.kind = 'date' AND t.typname IN ('timestamp', 'timestamptz'))
           OR (d.kind = 'time' AND t.typname IN ('timestamp', 'date')) AS is_alike
    FROM known k JOIN kinds d USING (kind)
    LEFT JOIN LATERAL (SELECT x.* FROM pg_attribute x
                       WHERE x.attrelid = to_regclass('public.' || k.owner) AND NOT x.attisdropped AND x.attnum > 0
                         AND x.attname IN (k.name, k.other_name)
                       ORDER BY x.attname <> k.name LIMIT 1) a ON true
    LEFT JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum)
SELECT owner, name, is_needed,
       CASE WHEN attname IS NULL THEN 'missing'
            WHEN is_alike IS NOT TRUE THEN 'other_type'
            WHEN attname <> name THEN 'renamed'
            WHEN is_computed THEN 'computed'
            WHEN NOT is_same THEN 'cast'
            WHEN needs_text THEN 'required'
            ELSE 'same' END AS how,
       attname, their_type,
       CASE WHEN is_alike IS NOT TRUE THEN format('CAST(NULL AS %s)', type)
            WHEN is_same THEN format('v.%I', attname)
            ELSE format('CAST(v.%I AS %s)', attname, type) END AS expression,
       CASE WHEN is_alike IS NOT TRUE OR is_computed THEN NULL
            WHEN needs_text THEN format('CAST(coalesce(NEW.%I, '''') AS %s)', name, their_type)
            WHEN default_value IS NULL THEN format('CAST(NEW.%I AS %s)', name, their_type)
            ELSE format('CAST(coalesce(NEW.%I, CAST(%s AS %s)) AS %s)', name, default_value,
                        CASE WHEN is_same THEN their_type ELSE type END, their_type) END AS assigned
FROM found ORDER BY place
