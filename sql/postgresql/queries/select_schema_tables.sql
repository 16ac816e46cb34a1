-- What of ours and of the vehicles is there, and whether the role of this connection may use the one and sees all of the
-- other. The catalogue answers every role.
SELECT ours.oid IS NOT NULL, EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                     WHERE n.nspname = 'public' AND c.relname = 'vehicles'),
       me.rolname,
       coalesce(has_schema_privilege(ours.relnamespace, 'USAGE') AND has_table_privilege(ours.oid, 'SELECT'), true),
       (SELECT coalesce(bool_and(me.rolsuper OR me.rolbypassrls OR NOT c.relrowsecurity
                                 OR (pg_has_role(c.relowner, 'USAGE') AND NOT c.relforcerowsecurity)), true)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relname IN ('vehicles', 'vehicle_images')),
       (SELECT string_agg(format('%s on %s', p.right_of, c.relname), ', ' ORDER BY c.relname DESC, p.right_of)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN (VALUES ('DELETE'), ('INSERT'), ('SELECT'), ('UPDATE')) p (right_of)
        WHERE n.nspname = 'public' AND c.relname IN ('vehicles', 'vehicle_images') AND NOT has_table_privilege(c.oid, p.right_of))
FROM pg_roles me
LEFT JOIN LATERAL (SELECT c.oid, c.relnamespace FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'retrydesk' AND c.relname = 'schema_version') ours ON true
WHERE me.rolname = current_user
