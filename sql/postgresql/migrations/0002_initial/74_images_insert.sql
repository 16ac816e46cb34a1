CREATE TRIGGER retrydesk_insert AFTER INSERT ON public.vehicle_images REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION images_changed()
