SELECT setting FROM pg_settings WHERE name = 'statement_timeout'
