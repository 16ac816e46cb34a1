-- Every URL a vehicle is known by, in the form URLs are compared in: no scheme, no www., no query, no fragment, no
-- trailing slash. Kept by the triggers 60 to 63 for the URL columns of vehicles.
CREATE TABLE vehicle_urls (
    url_key TEXT PRIMARY KEY NOT NULL,
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE
) WITHOUT ROWID
