DROP VIEW queue_snapshots
