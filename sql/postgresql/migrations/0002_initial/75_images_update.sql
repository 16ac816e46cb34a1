CREATE TRIGGER retrydesk_update AFTER UPDATE ON public.vehicle_images REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION images_changed()
