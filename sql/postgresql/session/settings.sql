SELECT set_config('search_path', 'retrydesk, public', false), set_config('timezone', 'UTC', false),
       set_config('statement_timeout', '60s', false), set_config('lock_timeout', '10s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false), set_config('client_min_messages', 'warning', false)
