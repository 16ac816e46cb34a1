CREATE TRIGGER row_inserted AFTER INSERT ON scrape_retry_queue FOR EACH ROW EXECUTE FUNCTION queue_row_inserted()
