SELECT to_regclass('retrydesk.schema_version') IS NOT NULL, to_regclass('public.vehicles') IS NOT NULL
