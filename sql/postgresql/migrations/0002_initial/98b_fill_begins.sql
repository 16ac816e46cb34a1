INSERT INTO state_fill (after) SELECT NULL WHERE EXISTS (SELECT FROM public.vehicles)
