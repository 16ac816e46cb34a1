-- What a queue row says of the member it stands for.
CREATE FUNCTION member_state(status text, result text, cause text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE status WHEN 'completed' THEN CASE WHEN result = 'skipped' THEN 'skipped' ELSE 'succeeded' END
                       WHEN 'dead' THEN 'failed' WHEN 'cancelled' THEN 'cancelled'
                       ELSE CASE WHEN cause IS NULL THEN 'queued' ELSE 'retrying' END END
$$
