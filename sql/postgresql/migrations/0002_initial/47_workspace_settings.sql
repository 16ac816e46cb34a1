CREATE TABLE workspace_settings (
    key text PRIMARY KEY,
    value text NOT NULL
)
