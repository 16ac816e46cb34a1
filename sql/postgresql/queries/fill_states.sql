SELECT fill_states(:many)
