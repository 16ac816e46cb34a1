INSERT INTO retry_batches (id, kind, filter, planned, plan_hash, starts_at, created_at)
VALUES (:id, :kind, coalesce(:filter, ''), :planned, coalesce(:plan_hash, ''), :starts_at, :now)
