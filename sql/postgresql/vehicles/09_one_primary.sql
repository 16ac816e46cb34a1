-- One primary image for each vehicle: the newest wins.
CREATE FUNCTION public.keep_one_primary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.vehicle_images SET is_primary = false
    WHERE vehicle_id = NEW.vehicle_id AND is_primary AND id <> NEW.id;
    RETURN NEW;
END $$
