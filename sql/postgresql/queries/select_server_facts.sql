-- What the doctor asks a server about itself. A connection by socket needs no TLS: NULL.
SELECT 'PostgreSQL ' || current_setting('server_version'),
       (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()),
       me.rolname,
       (SELECT bool_and(me.rolsuper OR me.rolbypassrls OR NOT c.relrowsecurity
                        OR (pg_has_role(c.relowner, 'USAGE') AND NOT c.relforcerowsecurity))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relname IN ('vehicles', 'vehicle_images')),
       (SELECT string_agg(p.right_of || ' on ' || c.relname, ', ' ORDER BY c.relname, p.right_of)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN (VALUES ('DELETE'), ('INSERT'), ('SELECT'), ('UPDATE')) p (right_of)
        WHERE (n.nspname = 'retrydesk' OR (n.nspname = 'public' AND c.relname IN ('vehicles', 'vehicle_images')))
          AND c.relkind = 'r' AND NOT has_table_privilege(c.oid, p.right_of)),
       CASE WHEN inet_server_addr() IS NULL THEN NULL
            ELSE (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) END,
       (SELECT sum(numbackends) FROM pg_stat_database),
       CASE WHEN me.rolconnlimit >= 0 AND NOT me.rolsuper THEN least(me.rolconnlimit, current_setting('max_connections')::integer)
            ELSE current_setting('max_connections')::integer END,
       clock_timestamp(), pg_is_in_recovery()
FROM pg_roles me WHERE me.rolname = current_user
