-- How far the states of the vehicles that were there before us are counted; no row when all are.
CREATE TABLE state_fill (
    after vehicle_key,
    filled bigint NOT NULL DEFAULT 0
)
