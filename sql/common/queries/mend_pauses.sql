UPDATE host_gates SET paused_until = :now WHERE paused_until > :latest
