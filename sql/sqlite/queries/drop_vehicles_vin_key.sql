-- Of a picture: what is unique is a matter of the database it was taken from.
DROP INDEX vehicles_vin_key
