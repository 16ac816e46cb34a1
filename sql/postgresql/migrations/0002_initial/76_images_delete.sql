CREATE TRIGGER retrydesk_delete AFTER DELETE ON public.vehicle_images REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION images_changed()
