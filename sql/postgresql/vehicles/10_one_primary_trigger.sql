CREATE TRIGGER keep_one_primary BEFORE INSERT OR UPDATE OF is_primary, vehicle_id ON public.vehicle_images
FOR EACH ROW WHEN (NEW.is_primary) EXECUTE FUNCTION public.keep_one_primary()
