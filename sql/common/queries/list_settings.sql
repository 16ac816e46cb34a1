SELECT key, value FROM workspace_settings
