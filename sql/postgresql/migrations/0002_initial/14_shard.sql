-- Counters have a row for each of so many sessions: workers that end steps at the same time do not wait for each other.
CREATE FUNCTION shard() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT pg_backend_pid() % 16 $$
