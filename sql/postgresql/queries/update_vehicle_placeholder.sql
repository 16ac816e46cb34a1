UPDATE vehicles SET
    year = coalesce(:year, year), make = coalesce(:make, make), model = coalesce(:model, model),
    mileage = coalesce(:mileage, mileage), sale_price = coalesce(:sale_price, sale_price),
    sale_date = coalesce(:sale_date, sale_date), description = coalesce(:description, description),
    origin_metadata = merged(coalesce(origin_metadata, '{}'), :patch), updated_at = :now
WHERE id = :id
