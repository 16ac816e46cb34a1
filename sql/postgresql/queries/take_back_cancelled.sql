SELECT row_id, vehicle, stands, is_member FROM take_back_cancelled(:batch_id, :ids, CAST(:limit AS integer))
