SELECT version FROM retrydesk.schema_version
