CREATE DOMAIN image_key AS uuid
