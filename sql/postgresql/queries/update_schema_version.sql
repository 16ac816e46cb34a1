UPDATE retrydesk.schema_version SET version = :version
