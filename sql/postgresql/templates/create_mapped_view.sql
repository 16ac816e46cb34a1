CREATE VIEW retrydesk.%1 AS SELECT %2 FROM public.%1 v
