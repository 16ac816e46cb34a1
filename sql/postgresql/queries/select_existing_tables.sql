-- What the role of this connection may do with the vehicles that are there, and whether it sees all of them.
WITH me AS (SELECT oid, rolname, rolsuper OR rolbypassrls AS passes FROM pg_roles WHERE rolname = current_user),
     tables AS (SELECT n.name, c.oid, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, greatest(c.reltuples, 0) AS estimate
                FROM (VALUES ('vehicles'), ('vehicle_images')) n (name)
                LEFT JOIN pg_class c ON c.oid = to_regclass('public.' || n.name))
SELECT me.rolname,
       (SELECT string_agg(t.name, ', ') FROM tables t WHERE t.relkind IS NULL OR t.relkind NOT IN ('r', 'p')),
       (SELECT bool_and(me.passes OR t.relrowsecurity IS NOT TRUE
                        OR (pg_has_role(t.relowner, 'USAGE') AND NOT t.relforcerowsecurity)) FROM tables t),
       (SELECT bool_and(has_table_privilege(t.oid, 'TRIGGER') AND has_table_privilege(t.oid, 'REFERENCES')) FROM tables t),
       (SELECT bool_and(has_table_privilege(t.oid, 'SELECT') AND has_table_privilege(t.oid, 'INSERT')
                        AND has_table_privilege(t.oid, 'UPDATE') AND has_table_privilege(t.oid, 'DELETE')) FROM tables t),
       has_database_privilege(current_database(), 'CREATE'),
       (SELECT t.estimate::bigint FROM tables t WHERE t.name = 'vehicles'),
       (SELECT t.estimate::bigint FROM tables t WHERE t.name = 'vehicle_images'),
       (SELECT string_agg(t.name, ', ') FROM tables t
        WHERE NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'id'
                          WHERE i.indrelid = t.oid AND i.indisunique AND i.indpred IS NULL AND i.indisvalid
                            AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum)),
       (SELECT string_agg(t.name, ', ') FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'id'
        WHERE a.atttypid NOT IN ('uuid'::regtype, 'text'::regtype)),
       current_setting('server_version_num')::integer
FROM me
