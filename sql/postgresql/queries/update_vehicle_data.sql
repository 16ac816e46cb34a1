UPDATE vehicles SET
    year = coalesce(:year, year), make = coalesce(:make, make), model = coalesce(:model, model),
    mileage = coalesce(:mileage, mileage), sale_price = coalesce(:sale_price, sale_price),
    sale_date = coalesce(:sale_date, sale_date), description = coalesce(:description, description),
    status = CASE status WHEN 'pending' THEN 'active' ELSE status END,
    origin_metadata = merged(coalesce(origin_metadata, '{}'), :patch) - 'placeholder',
    updated_at = :now
WHERE id = :id
