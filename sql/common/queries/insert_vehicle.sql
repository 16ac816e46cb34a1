INSERT INTO vehicles (id, discovery_url, status, year, make, model, origin_metadata, created_at, updated_at)
VALUES (:id, :discovery_url, :status, :year, :make, :model, :origin_metadata, :now, :now)
