SELECT gate_host, gate_step
FROM take_probes(:owner, CAST(:probe_until AS timestamptz), CAST(:now AS timestamptz), CAST(:latest AS timestamptz),
                 CAST(:everything AS integer) <> 0, :batches)
