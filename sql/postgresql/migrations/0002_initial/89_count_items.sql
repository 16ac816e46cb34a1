-- So many members of a batch came into a state, or left it.
CREATE FUNCTION count_items(batch text, entered text, n bigint, requested bigint, stored bigint, skipped bigint, failed bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
    UPDATE retry_batches b SET
        unreleased_items = b.unreleased_items + CASE entered WHEN 'planned' THEN n ELSE 0 END,
        queued_items = b.queued_items + CASE entered WHEN 'queued' THEN n ELSE 0 END,
        retrying_items = b.retrying_items + CASE entered WHEN 'retrying' THEN n ELSE 0 END,
        succeeded_items = b.succeeded_items + CASE entered WHEN 'succeeded' THEN n ELSE 0 END,
        skipped_items = b.skipped_items + CASE entered WHEN 'skipped' THEN n ELSE 0 END,
        failed_items = b.failed_items + CASE entered WHEN 'failed' THEN n ELSE 0 END,
        cancelled_items = b.cancelled_items + CASE entered WHEN 'cancelled' THEN n ELSE 0 END,
        images_requested = b.images_requested + requested, images_stored = b.images_stored + stored,
        images_skipped = b.images_skipped + skipped, images_failed = b.images_failed + failed
    WHERE b.id = batch
$$
