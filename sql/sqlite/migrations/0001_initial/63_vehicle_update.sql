CREATE TRIGGER vehicle_update AFTER UPDATE OF
    make, model, year, vin, sale_price, discovery_url, listing_url, bat_auction_url, platform_url, origin_metadata,
    deleted_at, merged_into_vehicle_id, created_at
ON vehicles
BEGIN
    INSERT INTO url_recount (vehicle_id, url)
    VALUES (NEW.id, NEW.discovery_url), (NEW.id, NEW.listing_url), (NEW.id, NEW.bat_auction_url),
           (NEW.id, NEW.platform_url);
    INSERT INTO state_recount (vehicle_id) VALUES (NEW.id);
    INSERT INTO host_recount (vehicle_id, url)
    VALUES (NEW.id, coalesce(NEW.discovery_url, NEW.listing_url, NEW.bat_auction_url, NEW.platform_url, ''));
END
