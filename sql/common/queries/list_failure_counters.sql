SELECT failing, vehicles FROM failure_counters WHERE vehicles > 0
