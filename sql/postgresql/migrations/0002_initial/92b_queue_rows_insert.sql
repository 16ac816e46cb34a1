CREATE TRIGGER members_insert AFTER INSERT ON scrape_retry_queue REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION queue_rows_inserted()
