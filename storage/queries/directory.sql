-- name: institutions(site)
-- Return the institutions that are not retired.
SELECT
    code, name, support_code, phones, address
FROM institution
WHERE site = :site AND retired_at IS NULL
ORDER BY code;

-- name: put_institutions(site, rows, at)^
-- Let these be the institutions: the others are retired; return what changed.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS row (
        code text, name text, support_code text, phones text[], address text
    )
),
put AS (
    INSERT INTO institution AS kept (
        site, code, name, support_code, phones, address, changed_at
    )
    SELECT
        :site, code, name, support_code, phones, address, :at::timestamptz
    FROM given
    ON CONFLICT (site, code) DO UPDATE SET
        name = excluded.name, support_code = excluded.support_code, phones = excluded.phones,
        address = excluded.address, changed_at = excluded.changed_at, retired_at = NULL
    WHERE kept.retired_at IS NOT NULL OR (
        kept.name, kept.support_code, kept.phones, kept.address
    ) IS DISTINCT FROM (
        excluded.name, excluded.support_code, excluded.phones, excluded.address
    )
    RETURNING xmax = 0 AS is_added
),
retired AS (
    UPDATE institution SET retired_at = :at
    -- Hashed whatever its size; an anti-join would be planned for a hundred rows.
    WHERE site = :site AND retired_at IS NULL AND code NOT IN (SELECT code FROM given)
    RETURNING code
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM retired)::integer AS retired;

-- name: clinics(site)
-- Return the clinics that are not retired.
SELECT
    code, serves, district_workday, duty_workday, district_day_off, duty_day_off,
    same_day_until, duty_until, dispatch_targets, phones
FROM clinic
WHERE site = :site AND retired_at IS NULL
ORDER BY code;

-- name: put_clinics(site, rows, at)^
-- Let these be the clinics: the others are retired; return what changed.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS row (
        code text, serves text, district_workday integer, duty_workday integer,
        district_day_off integer, duty_day_off integer, same_day_until smallint, duty_until
        smallint, dispatch_targets text[], phones text[]
    )
),
put AS (
    INSERT INTO clinic AS kept (
        site, code, serves, district_workday, duty_workday, district_day_off, duty_day_off,
        same_day_until, duty_until, dispatch_targets, phones, changed_at
    )
    SELECT
        :site, code, serves, district_workday, duty_workday, district_day_off, duty_day_off,
        same_day_until, duty_until, dispatch_targets, phones, :at::timestamptz
    FROM given
    ON CONFLICT (site, code) DO UPDATE SET
        serves = excluded.serves, district_workday = excluded.district_workday, duty_workday =
        excluded.duty_workday, district_day_off = excluded.district_day_off, duty_day_off =
        excluded.duty_day_off, same_day_until = excluded.same_day_until, duty_until =
        excluded.duty_until, dispatch_targets = excluded.dispatch_targets, phones =
        excluded.phones, changed_at = excluded.changed_at, retired_at = NULL
    WHERE kept.retired_at IS NOT NULL OR (
        kept.serves, kept.district_workday, kept.duty_workday, kept.district_day_off,
        kept.duty_day_off, kept.same_day_until, kept.duty_until, kept.dispatch_targets,
        kept.phones
    ) IS DISTINCT FROM (
        excluded.serves, excluded.district_workday, excluded.duty_workday,
        excluded.district_day_off, excluded.duty_day_off, excluded.same_day_until,
        excluded.duty_until, excluded.dispatch_targets, excluded.phones
    )
    RETURNING xmax = 0 AS is_added
),
retired AS (
    UPDATE clinic SET retired_at = :at
    -- Hashed whatever its size; an anti-join would be planned for a hundred rows.
    WHERE site = :site AND retired_at IS NULL AND code NOT IN (SELECT code FROM given)
    RETURNING code
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM retired)::integer AS retired;

-- name: dispatchers(site)
-- Return the dispatchers that are not retired.
SELECT
    code, name, phone, settlements
FROM dispatcher
WHERE site = :site AND retired_at IS NULL
ORDER BY code;

-- name: put_dispatchers(site, rows, at)^
-- Let these be the dispatchers: the others are retired; return what changed.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS row (
        code text, name text, phone text, settlements text[]
    )
),
put AS (
    INSERT INTO dispatcher AS kept (
        site, code, name, phone, settlements, changed_at
    )
    SELECT
        :site, code, name, phone, settlements, :at::timestamptz
    FROM given
    ON CONFLICT (site, code) DO UPDATE SET
        name = excluded.name, phone = excluded.phone, settlements = excluded.settlements,
        changed_at = excluded.changed_at, retired_at = NULL
    WHERE kept.retired_at IS NOT NULL OR (
        kept.name, kept.phone, kept.settlements
    ) IS DISTINCT FROM (
        excluded.name, excluded.phone, excluded.settlements
    )
    RETURNING xmax = 0 AS is_added
),
retired AS (
    UPDATE dispatcher SET retired_at = :at
    -- Hashed whatever its size; an anti-join would be planned for a hundred rows.
    WHERE site = :site AND retired_at IS NULL AND code NOT IN (SELECT code FROM given)
    RETURNING code
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM retired)::integer AS retired;

-- name: territories(site)
-- Return the territories that are not retired.
SELECT
    key, clinic, settlement, street, houses
FROM territory
WHERE site = :site AND retired_at IS NULL
ORDER BY settlement, street, key;

-- name: put_territories(site, rows, at)^
-- Let these be the territories: the others are retired; return what changed.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS row (
        key text, clinic text, settlement text, street text, houses text
    )
),
put AS (
    INSERT INTO territory AS kept (
        site, key, clinic, settlement, street, houses, changed_at
    )
    SELECT
        :site, key, clinic, settlement, street, houses, :at::timestamptz
    FROM given
    ON CONFLICT (site, key) DO UPDATE SET
        clinic = excluded.clinic, settlement = excluded.settlement, street = excluded.street,
        houses = excluded.houses, changed_at = excluded.changed_at, retired_at = NULL
    WHERE kept.retired_at IS NOT NULL OR (
        kept.clinic, kept.settlement, kept.street, kept.houses
    ) IS DISTINCT FROM (
        excluded.clinic, excluded.settlement, excluded.street, excluded.houses
    )
    RETURNING xmax = 0 AS is_added
),
retired AS (
    UPDATE territory SET retired_at = :at
    -- Hashed whatever its size; an anti-join would be planned for a hundred rows.
    WHERE site = :site AND retired_at IS NULL AND key NOT IN (SELECT key FROM given)
    RETURNING key
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM retired)::integer AS retired;

-- name: timetables(site)
-- Return the lines of timetables that are not retired.
SELECT
    key, clinic, speciality, doctor, weekday, begins, ends, room
FROM reception
WHERE site = :site AND retired_at IS NULL
ORDER BY clinic, speciality, weekday, begins, key;

-- name: put_timetables(site, rows, at)^
-- Let these be the lines of timetables: the others are retired; return what changed.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS row (
        key text, clinic text, speciality text, doctor text, weekday smallint, begins smallint,
        ends smallint, room text
    )
),
put AS (
    INSERT INTO reception AS kept (
        site, key, clinic, speciality, doctor, weekday, begins, ends, room, changed_at
    )
    SELECT
        :site, key, clinic, speciality, doctor, weekday, begins, ends, room, :at::timestamptz
    FROM given
    ON CONFLICT (site, key) DO UPDATE SET
        clinic = excluded.clinic, speciality = excluded.speciality, doctor = excluded.doctor,
        weekday = excluded.weekday, begins = excluded.begins, ends = excluded.ends, room =
        excluded.room, changed_at = excluded.changed_at, retired_at = NULL
    WHERE kept.retired_at IS NOT NULL OR (
        kept.clinic, kept.speciality, kept.doctor, kept.weekday, kept.begins, kept.ends,
        kept.room
    ) IS DISTINCT FROM (
        excluded.clinic, excluded.speciality, excluded.doctor, excluded.weekday,
        excluded.begins, excluded.ends, excluded.room
    )
    RETURNING xmax = 0 AS is_added
),
retired AS (
    UPDATE reception SET retired_at = :at
    -- Hashed whatever its size; an anti-join would be planned for a hundred rows.
    WHERE site = :site AND retired_at IS NULL AND key NOT IN (SELECT key FROM given)
    RETURNING key
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM retired)::integer AS retired;

-- name: streets(site)
-- Return the streets that are not retired.
SELECT settlement, street
FROM street
WHERE site = :site AND retired_at IS NULL
ORDER BY settlement, street, key;

-- name: put_streets(site, rows, at)^
-- Let these be the streets: the others are retired; return what changed.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS row (
        key text, settlement text, street text, search text
    )
),
put AS (
    INSERT INTO street AS kept (
        site, key, settlement, street, search, changed_at
    )
    SELECT
        :site, key, settlement, street, search, :at::timestamptz
    FROM given
    ON CONFLICT (site, key) DO UPDATE SET
        settlement = excluded.settlement, street = excluded.street, search = excluded.search,
        changed_at = excluded.changed_at, retired_at = NULL
    WHERE kept.retired_at IS NOT NULL OR (
        kept.settlement, kept.street, kept.search
    ) IS DISTINCT FROM (
        excluded.settlement, excluded.street, excluded.search
    )
    RETURNING xmax = 0 AS is_added
),
retired AS (
    UPDATE street SET retired_at = :at
    -- Hashed whatever its size; an anti-join would be planned for a hundred rows.
    WHERE site = :site AND retired_at IS NULL AND key NOT IN (SELECT key FROM given)
    RETURNING key
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM retired)::integer AS retired;

-- name: make_room_for_attached()!
-- Make a table for those who are attached from now on; it goes with the transaction.
CREATE TEMPORARY TABLE attached_given (key text PRIMARY KEY, clinic text NOT NULL) ON COMMIT DROP;

-- name: put_attached(site)^
-- Let those in the temporary table be the attached population: the others are deleted; return what changed.
WITH put AS (
    INSERT INTO attachment AS kept (site, key, clinic)
    SELECT :site, key, clinic FROM attached_given
    ON CONFLICT (site, key) DO UPDATE SET clinic = excluded.clinic
    WHERE kept.clinic <> excluded.clinic
    RETURNING xmax = 0 AS is_added
),
gone AS (
    DELETE FROM attachment
    WHERE site = :site
    AND NOT EXISTS (SELECT FROM attached_given WHERE attached_given.key = attachment.key)
    RETURNING key
)
SELECT
    (SELECT count(*) FROM put WHERE is_added)::integer AS added,
    (SELECT count(*) FROM put WHERE NOT is_added)::integer AS changed,
    (SELECT count(*) FROM gone)::integer AS retired;

-- name: attached_clinic(site, key)$
-- Return the clinic of a patient; nothing when nobody has this key.
SELECT clinic FROM attachment WHERE site = :site AND key = :key;

-- name: salt_mark(site)$
-- Return by which salt the keys of the attached population were made; nothing before the first import.
SELECT salt_mark FROM directory_import
WHERE site = :site AND kind = 'attached'
ORDER BY at DESC, import_id DESC
LIMIT 1;

-- name: suggest_streets(site, sought, least, nearest, limit)
-- Return the streets that are most like what is sought, the likeliest first: of the nearest ones.
SELECT settlement, street, likeness
FROM (
    SELECT settlement, street, key, search, word_similarity(:sought, search) AS likeness
    FROM street
    WHERE site = :site AND retired_at IS NULL
    ORDER BY :sought <<-> search
    LIMIT :nearest
) AS near
WHERE likeness >= :least
ORDER BY likeness DESC, similarity(:sought, search) DESC, settlement, street, key
LIMIT :limit;

-- name: add_import(import_id, site, at, kind, file, digest, by, salt_mark, added, changed, kept, retired)!
-- Append to the journal of imports, of which the engine hears.
INSERT INTO directory_import (
    import_id, site, at, kind, file, digest, by, salt_mark, added, changed, kept, retired
)
VALUES (
    :import_id, :site, :at, :kind, :file, :digest, :by, :salt_mark, :added, :changed, :kept,
    :retired
);

-- name: imports(site)
-- Return what was imported, the last one first.
SELECT at, kind, file, digest, by, salt_mark, added, changed, kept, retired
FROM directory_import
WHERE site = :site
ORDER BY at DESC, import_id DESC;
