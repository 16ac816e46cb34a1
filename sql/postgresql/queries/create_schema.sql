CREATE SCHEMA retrydesk
