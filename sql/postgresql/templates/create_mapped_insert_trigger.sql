CREATE TRIGGER insert_mapped INSTEAD OF INSERT ON retrydesk.%1 FOR EACH ROW EXECUTE FUNCTION retrydesk.%1_mapped_insert()
