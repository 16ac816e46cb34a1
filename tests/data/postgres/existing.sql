-- SPDX-FileCopyrightText: 2026 Retrydesk contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A database as operators have it before Retrydesk comes: wide tables, keys, checks, triggers, row level security and the
-- roles of a hosted project. Names and data are invented. Run as one text.
-- Roles belong to the whole server, where several databases may be made at once.
DO $$
DECLARE role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['service_role LOGIN BYPASSRLS', 'authenticated LOGIN', 'anon LOGIN'] LOOP
        BEGIN
            EXECUTE 'CREATE ROLE ' || role;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;

CREATE TABLE public.vehicles (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    make text NOT NULL,
    model text NOT NULL,
    year integer,
    vin text,
    mileage integer,
    sale_price numeric(12, 2),
    sale_date date,
    discovery_url text,
    listing_url text,
    platform_url text,
    bat_auction_url text,
    description text,
    status text DEFAULT 'pending' CHECK (status IN ('active', 'pending', 'draft', 'archived', 'inactive')),
    is_public boolean DEFAULT true,
    origin_metadata jsonb DEFAULT '{}',
    primary_image_url text,
    image_url text,
    vin_source text,
    vin_confidence integer,
    deleted_at timestamptz,
    merged_into_vehicle_id uuid REFERENCES public.vehicles (id),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    owner_id uuid,
    is_for_sale boolean NOT NULL DEFAULT false
);
DO $$ BEGIN
    EXECUTE (SELECT 'ALTER TABLE public.vehicles '
                 || string_agg(format('ADD COLUMN detail_%s %s', n, (ARRAY['text', 'integer', 'numeric', 'jsonb', 'boolean'])[1 + n % 5]), ', ')
             FROM generate_series(1, 209) n);
END $$;
CREATE UNIQUE INDEX vehicles_vin_unique ON public.vehicles (vin) WHERE vin IS NOT NULL;
CREATE UNIQUE INDEX vehicles_discovery_url_unique ON public.vehicles (discovery_url) WHERE discovery_url IS NOT NULL;

CREATE TABLE public.vehicle_images (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    vehicle_id uuid REFERENCES public.vehicles (id) ON DELETE CASCADE,
    user_id uuid,
    image_url text NOT NULL,
    storage_path text,
    file_hash text,
    file_size integer,
    mime_type text,
    file_name text,
    source text,
    source_url text,
    position integer DEFAULT 0,
    is_primary boolean DEFAULT false,
    taken_at timestamptz,
    exif_data jsonb,
    is_duplicate boolean DEFAULT false,
    is_document boolean,
    is_superseded boolean DEFAULT false,
    created_at timestamptz DEFAULT now(),
    CONSTRAINT image_attribution CHECK (user_id IS NOT NULL OR source IN ('bat_import', 'external_import', 'organization_import'))
);
CREATE UNIQUE INDEX vehicle_images_hash_unique ON public.vehicle_images (vehicle_id, file_hash)
    WHERE file_hash IS NOT NULL AND is_superseded IS NOT TRUE;
CREATE UNIQUE INDEX vehicle_images_primary_unique ON public.vehicle_images (vehicle_id) WHERE is_primary;
CREATE INDEX vehicle_images_by_vehicle ON public.vehicle_images (vehicle_id);

CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER touch_vehicle BEFORE UPDATE ON public.vehicles FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE FUNCTION public.show_vehicle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.vehicles SET status = 'active' WHERE id = NEW.vehicle_id AND status = 'pending';
    RETURN NEW;
END $$;
CREATE TRIGGER show_vehicle_with_image AFTER INSERT ON public.vehicle_images FOR EACH ROW EXECUTE FUNCTION public.show_vehicle();
CREATE FUNCTION public.only_primary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.vehicle_images SET is_primary = false WHERE vehicle_id = NEW.vehicle_id AND is_primary AND id <> NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER only_primary_image BEFORE INSERT OR UPDATE OF is_primary ON public.vehicle_images
    FOR EACH ROW WHEN (NEW.is_primary) EXECUTE FUNCTION public.only_primary();

ALTER TABLE public.vehicles ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.vehicle_images ENABLE ROW LEVEL SECURITY;
CREATE POLICY public_vehicles ON public.vehicles FOR SELECT USING (is_public);
CREATE POLICY public_images ON public.vehicle_images FOR SELECT
    USING (EXISTS (SELECT FROM public.vehicles v WHERE v.id = vehicle_id AND v.is_public));
GRANT ALL ON public.vehicles, public.vehicle_images TO service_role, authenticated;
GRANT SELECT ON public.vehicles, public.vehicle_images TO anon;

-- 300 listings: of each ten, some lack the VIN, the price, the URLs, all images or some; some are deleted or merged.
INSERT INTO public.vehicles (id, make, model, year, vin, sale_price, discovery_url, status, is_public, origin_metadata, deleted_at, created_at)
SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Make' || n % 7, 'Model' || n % 13, 1950 + n % 70,
       CASE WHEN n % 5 <> 0 THEN 'CHASSIS' || n END, CASE WHEN n % 4 <> 0 THEN 1000 + n END,
       'https://bringatrailer.com/listing/invented-' || n, 'active', n % 3 <> 0,
       CASE WHEN n % 6 = 0 THEN '{"source": "bat_import", "image_urls": null}'
            ELSE jsonb_build_object('source', 'bat_import', 'image_urls',
                     (SELECT jsonb_agg('https://images.invalid/' || n || '/' || i || '.jpg') FROM generate_series(1, 3 + n % 4) i)) END,
       CASE WHEN n % 50 = 0 THEN now() END, timestamptz '2026-01-01 00:00:00.123456+00' + n * interval '1 minute'
FROM generate_series(1, 300) n;
INSERT INTO public.vehicle_images (vehicle_id, image_url, file_hash, source, source_url, position, is_document)
SELECT v.id, 'https://store.invalid/' || u.place, md5(u.url), 'bat_import', u.url, u.place, CASE WHEN u.place = 3 THEN true END
FROM public.vehicles v
CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(v.origin_metadata -> 'image_urls') WHEN 'array'
                                             THEN v.origin_metadata -> 'image_urls' ELSE '[]' END) WITH ORDINALITY u (url, place)
WHERE v.year % 3 <> 0 AND (v.year % 3 = 1 OR u.place < 3);
