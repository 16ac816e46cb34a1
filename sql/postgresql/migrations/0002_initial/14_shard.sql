-- Counters have rows for so many sessions: of few workers that end steps at the same time hardly two wait for each other.
CREATE FUNCTION shard() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT pg_backend_pid() % 64 $$
