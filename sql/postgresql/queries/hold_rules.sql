SELECT hold_rules()
