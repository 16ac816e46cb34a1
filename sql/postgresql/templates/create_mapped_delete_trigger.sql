CREATE TRIGGER delete_mapped INSTEAD OF DELETE ON retrydesk.%1 FOR EACH ROW EXECUTE FUNCTION retrydesk.%1_mapped_delete()
