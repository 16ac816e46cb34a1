SELECT day, step_name, attempts, succeeded, failed, first_attempts, first_succeeded, gave_up, recovered, recovery_ms,
       retries, retries_succeeded
FROM step_days WHERE day >= :since ORDER BY day, step_name
