-- What the doctor asks a database about itself. An SQLite file has no server: nobody to be let in by, no limit of connections.
SELECT 'SQLite ' || sqlite_version(), (SELECT encoding FROM pragma_encoding), NULL AS role, 1 AS sees_all, NULL AS missing_rights,
       NULL AS tls, NULL AS connections, NULL AS connection_limit, strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS present, 0 AS is_standby
