CREATE TABLE workspace_settings (
    key text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
)
