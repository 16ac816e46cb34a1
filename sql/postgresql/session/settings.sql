-- An address may shorten the time of a statement: options=-c statement_timeout=20s.
SELECT set_config('search_path', 'retrydesk, public', false), set_config('jit', 'off', false), set_config('timezone', 'UTC', false),
       set_config('standard_conforming_strings', 'on', false),
       set_config('statement_timeout',
                  (SELECT CASE source WHEN 'client' THEN setting ELSE '60s' END FROM pg_settings
                   WHERE name = 'statement_timeout'), false),
       set_config('lock_timeout', '10s', false), set_config('idle_in_transaction_session_timeout', '20s', false),
       set_config('client_min_messages', 'warning', false)
