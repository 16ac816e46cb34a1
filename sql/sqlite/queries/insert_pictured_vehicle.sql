INSERT INTO vehicles (id, year, make, model, vin, sale_price, discovery_url, origin_metadata, created_at, deleted_at)
VALUES (:id, :year, :make, :model, :vin, :sale_price, :url, json_object('source', :source),
        coalesce(:created_at, '1970-01-01T00:00:00.000Z'), CASE WHEN :hidden THEN '1970-01-01T00:00:00.000Z' END)
