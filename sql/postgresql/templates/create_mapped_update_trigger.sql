CREATE TRIGGER update_mapped INSTEAD OF UPDATE ON retrydesk.%1 FOR EACH ROW EXECUTE FUNCTION retrydesk.%1_mapped_update()
