CREATE TRIGGER count_item_update AFTER UPDATE OF state, images_requested, images_stored, images_skipped, images_failed
ON retry_batch_items
BEGIN
    UPDATE retry_batches SET
        unreleased_items = unreleased_items + (NEW.state = 'planned') - (OLD.state = 'planned'),
        queued_items = queued_items + (NEW.state = 'queued') - (OLD.state = 'queued'),
        retrying_items = retrying_items + (NEW.state = 'retrying') - (OLD.state = 'retrying'),
        succeeded_items = succeeded_items + (NEW.state = 'succeeded') - (OLD.state = 'succeeded'),
        skipped_items = skipped_items + (NEW.state = 'skipped') - (OLD.state = 'skipped'),
        failed_items = failed_items + (NEW.state = 'failed') - (OLD.state = 'failed'),
        cancelled_items = cancelled_items + (NEW.state = 'cancelled') - (OLD.state = 'cancelled'),
        images_requested = images_requested + NEW.images_requested - OLD.images_requested,
        images_stored = images_stored + NEW.images_stored - OLD.images_stored,
        images_skipped = images_skipped + NEW.images_skipped - OLD.images_skipped,
        images_failed = images_failed + NEW.images_failed - OLD.images_failed
    WHERE id = NEW.batch_id;
END
