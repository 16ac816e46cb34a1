-- Work that comes (back) to a batch and the end of that batch wait for each other; work of several workers does not.
CREATE FUNCTION hold_batches(ids text[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
    SELECT FROM retry_batches WHERE id = ANY (ids) ORDER BY id FOR SHARE
$$
