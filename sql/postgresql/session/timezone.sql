SET timezone = 'UTC'
