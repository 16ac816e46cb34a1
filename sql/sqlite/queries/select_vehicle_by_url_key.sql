SELECT vehicle_id FROM vehicle_urls WHERE url_key = :url_key
