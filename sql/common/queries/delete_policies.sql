DELETE FROM cause_policies
