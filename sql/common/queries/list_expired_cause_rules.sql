SELECT fingerprint FROM cause_rules WHERE until <= :now
