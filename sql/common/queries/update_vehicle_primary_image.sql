UPDATE vehicles SET primary_image_url = coalesce(primary_image_url, :url), image_url = coalesce(image_url, :url)
WHERE id = :id AND (primary_image_url IS NULL OR image_url IS NULL)
