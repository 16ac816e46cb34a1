-- Of so many vehicles from an id on: how many there are, and how many whose counts or bits are not what their rows say.
SELECT count(*), coalesce(sum(CASE WHEN state_id IS NULL OR stored <> counted OR (vin_bit = 1 AND has_vin = 1)
                                     OR (price_bit = 2 AND has_price = 1) THEN 1 ELSE 0 END), 0)
FROM (SELECT s.vehicle_id AS state_id, s.stored_count AS stored, s.failing & 1 AS vin_bit, s.failing & 2 AS price_bit,
             CASE WHEN coalesce(v.vin, '') <> '' THEN 1 ELSE 0 END AS has_vin,
             CASE WHEN v.sale_price IS NOT NULL THEN 1 ELSE 0 END AS has_price,
             (SELECT count(*) FROM vehicle_images i WHERE i.vehicle_id = v.id AND i.is_duplicate IS NOT TRUE
                AND i.is_document IS NOT TRUE AND i.is_superseded IS NOT TRUE) AS counted
      FROM (SELECT id, vin, sale_price FROM vehicles WHERE id >= :start ORDER BY id LIMIT :many) v
      LEFT JOIN vehicle_scrape_state s ON s.vehicle_id = v.id) x
