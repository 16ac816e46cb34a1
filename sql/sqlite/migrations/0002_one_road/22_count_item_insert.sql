-- Reading how far a batch is counts nothing.
CREATE TRIGGER count_item_insert AFTER INSERT ON retry_batch_items
BEGIN
    UPDATE retry_batches SET
        planned = planned + 1,
        unreleased_items = unreleased_items + (NEW.state = 'planned'),
        queued_items = queued_items + (NEW.state = 'queued'),
        retrying_items = retrying_items + (NEW.state = 'retrying'),
        succeeded_items = succeeded_items + (NEW.state = 'succeeded'),
        skipped_items = skipped_items + (NEW.state = 'skipped'),
        failed_items = failed_items + (NEW.state = 'failed'),
        cancelled_items = cancelled_items + (NEW.state = 'cancelled'),
        images_requested = images_requested + NEW.images_requested,
        images_stored = images_stored + NEW.images_stored,
        images_skipped = images_skipped + NEW.images_skipped,
        images_failed = images_failed + NEW.images_failed
    WHERE id = NEW.batch_id;
END
