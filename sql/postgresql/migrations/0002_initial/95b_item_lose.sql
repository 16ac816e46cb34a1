CREATE TRIGGER item_lost AFTER DELETE ON scrape_retry_queue FOR EACH ROW WHEN (OLD.batch_id IS NOT NULL)
EXECUTE FUNCTION item_lost()
