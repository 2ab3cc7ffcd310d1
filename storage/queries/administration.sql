-- name: append_change(change_id, site, kind, subject, before, after, actor, at, undoes, follows)$
-- Add a step, and return its id; nothing when another one follows the same step already.
INSERT INTO administration (
    change_id, site, kind, subject, before, after, actor, at, undoes, follows
)
VALUES (
    :change_id, :site, :kind, :subject, :before, :after, :actor, :at, :undoes, :follows
)
ON CONFLICT DO NOTHING
RETURNING change_id;

-- name: changes_of(site, kinds, subject, behind, most)
-- Return the newest steps of some kinds, behind a step, of one thing or of all.
SELECT
    change_id, kind, subject, before, after, actor, at, undoes, follows
FROM administration
WHERE
    site = :site AND kind = ANY(:kinds::text[])
    AND (:subject::text IS NULL OR subject = :subject)
    AND (
        :behind::uuid IS NULL
        OR entry < (SELECT behind.entry FROM administration AS behind WHERE change_id = :behind)
    )
ORDER BY entry DESC
LIMIT :most;

-- name: change_of_id(site, change_id)^
-- Return one step.
SELECT
    change_id, kind, subject, before, after, actor, at, undoes, follows
FROM administration
WHERE site = :site AND change_id = :change_id;

-- name: last_documents(site, kind)
-- Return what each thing of a kind says since its last step, where it says anything.
SELECT last.subject, last.after
FROM (
    SELECT DISTINCT ON (subject) subject, after
    FROM administration
    WHERE site = :site AND kind = :kind
    ORDER BY subject, entry DESC
) AS last
WHERE last.after IS NOT NULL
ORDER BY last.subject COLLATE "C";

-- name: change_agent(site, agent_id, name, skills, secret_digest)$
-- Let an agent work, as is told now; the secret stays where none is given.
UPDATE agent SET
    name = :name, skills = :skills::jsonb, disabled_at = NULL,
    secret_digest = coalesce(:secret_digest, secret_digest)
WHERE site = :site AND agent_id = :agent_id
RETURNING agent_id;

-- name: change_user(site, login, name, roles, account, clinic, password_hash, now)^
-- Let a user sign in, as is told now; a new password ends their sessions.
WITH changed AS (
    UPDATE staff_user SET
        name = :name, roles = :roles::text[], account = :account, clinic = :clinic,
        disabled_at = NULL, password_hash = coalesce(:password_hash, password_hash),
        password_at = CASE WHEN :password_hash::text IS NULL THEN password_at ELSE :now END
    WHERE site = :site AND login = :login
    RETURNING user_id
),

ended AS (
    UPDATE staff_session SET ended_at = :now
    WHERE
        user_id IN (SELECT user_id FROM changed) AND ended_at IS NULL
        AND :password_hash::text IS NOT NULL
)

SELECT user_id FROM changed;

-- name: change_clinic(site, code, name, serves, limits, same_day_until, duty_until, phones, at)$
-- Change what a clinic can do and is called, and return its code; nothing when it is retired.
WITH named AS (
    UPDATE institution SET name = :name, changed_at = :at
    WHERE site = :site AND code = :code AND name <> :name
)

UPDATE clinic SET
    serves = :serves,
    district_workday = (:limits::integer [])[1], duty_workday = (:limits::integer [])[2],
    district_day_off = (:limits::integer [])[3], duty_day_off = (:limits::integer [])[4],
    same_day_until = :same_day_until, duty_until = :duty_until, phones = :phones::text [],
    changed_at = :at
WHERE site = :site AND code = :code AND retired_at IS NULL
RETURNING code;

-- name: add_clinic(site, code, name, serves, limits, same_day_until, duty_until, phones, at)!
-- Add a clinic with its institution, or let a retired one work again.
WITH named AS (
    INSERT INTO institution (site, code, name, phones, address, changed_at)
    VALUES (:site, :code, :name, '{}', '', :at)
    ON CONFLICT (site, code) DO UPDATE SET
        name = excluded.name, changed_at = excluded.changed_at, retired_at = NULL
)

INSERT INTO clinic (
    site, code, serves, district_workday, duty_workday, district_day_off, duty_day_off,
    same_day_until, duty_until, dispatch_targets, phones, changed_at
)
VALUES (
    :site, :code, :serves, (:limits::integer [])[1], (:limits::integer [])[2],
    (:limits::integer [])[3], (:limits::integer [])[4], :same_day_until, :duty_until, '{}',
    :phones::text [], :at
)
ON CONFLICT (site, code) DO UPDATE SET
    serves = excluded.serves, district_workday = excluded.district_workday,
    duty_workday = excluded.duty_workday, district_day_off = excluded.district_day_off,
    duty_day_off = excluded.duty_day_off, same_day_until = excluded.same_day_until,
    duty_until = excluded.duty_until, phones = excluded.phones,
    changed_at = excluded.changed_at, retired_at = NULL;

-- name: retire_clinic(site, code, at)!
-- Retire a clinic; its institution stays, and visits that it has promised stay its own.
UPDATE clinic SET retired_at = :at WHERE site = :site AND code = :code;

-- name: change_dispatcher(site, code, name, phone, settlements, at)!
-- Add a dispatcher, or change one.
INSERT INTO dispatcher (site, code, name, phone, settlements, changed_at)
VALUES (:site, :code, :name, :phone, :settlements::text [], :at)
ON CONFLICT (site, code) DO UPDATE SET
    name = excluded.name, phone = excluded.phone, settlements = excluded.settlements,
    changed_at = excluded.changed_at, retired_at = NULL;

-- name: retire_dispatcher(site, code, at)!
-- Retire a dispatcher.
UPDATE dispatcher SET retired_at = :at WHERE site = :site AND code = :code;
