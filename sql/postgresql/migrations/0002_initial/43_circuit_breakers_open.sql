CREATE INDEX circuit_breakers_open ON circuit_breakers (state) WHERE state <> 'closed'
