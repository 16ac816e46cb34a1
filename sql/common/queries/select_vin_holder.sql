-- Deleted and merged vehicles too: the unique key covers them.
SELECT id FROM vehicles WHERE vin = :vin
