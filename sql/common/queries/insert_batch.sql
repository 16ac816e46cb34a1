INSERT INTO retry_batches (id, kind, state, reason, actor, filter, plan_hash, options, canary_size, canary_min_percent,
                           starts_at, created_at)
VALUES (:id, :kind, :state, :reason, :actor, coalesce(:filter, ''), coalesce(:plan_hash, ''), :options, :canary_size,
        :canary_min_percent, :starts_at, :now)
