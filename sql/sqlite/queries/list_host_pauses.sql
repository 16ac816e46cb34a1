SELECT host, paused_until, reason FROM host_gates WHERE paused_until > :now
