CREATE TABLE schema_version (version integer NOT NULL)
