-- What somebody else changed since the row was read is not overwritten: the statement is to be tried again. A row that is
-- as it was, and still was not changed, is one that the role may not change: it counts as not changed.
CREATE FUNCTION retrydesk.%1_mapped_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.%1 v SET (%2) = ROW (%3) WHERE v.id = OLD.id AND ROW (%4) IS NOT DISTINCT FROM ROW (%5);
    IF FOUND THEN
        RETURN NEW;
    ELSIF EXISTS (SELECT FROM public.%1 v WHERE v.id = OLD.id AND ROW (%4) IS NOT DISTINCT FROM ROW (%5)) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the row % of %1 has just changed', OLD.id USING ERRCODE = 'serialization_failure';
END $$
