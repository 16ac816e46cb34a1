SELECT id, year, make, model, vin, coalesce(discovery_url, listing_url, bat_auction_url, platform_url), status,
       origin_metadata, sale_price, sale_date, mileage,
       (deleted_at IS NOT NULL OR merged_into_vehicle_id IS NOT NULL), vin_source
FROM vehicles WHERE id = to_vehicle(:id)
