SELECT lock_rules()
