-- With its functions go the triggers that call them, wherever they are.
DROP SCHEMA retrydesk CASCADE
