INSERT INTO retry_batches (id, kind, filter, planned, plan_hash, starts_at, created_at)
VALUES (:id, :kind, :filter, :planned, :plan_hash, :starts_at, :now)
