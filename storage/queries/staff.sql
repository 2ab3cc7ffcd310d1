-- name: add_user(user_id, site, login, name, roles, account, clinic, password_hash, now, added_by)^
-- Add a user, and return their id; nothing when login or account is taken.
INSERT INTO staff_user (
    user_id, site, login, name, roles, account, clinic, password_hash, password_at, added_at,
    added_by
)
VALUES (
    :user_id, :site, :login, :name, :roles::text[], :account, :clinic, :password_hash, :now, :now,
    :added_by
)
ON CONFLICT DO NOTHING
RETURNING user_id;

-- name: all_users(site)
-- Return every user there ever was, by login.
SELECT
    user_id, login, name, roles, account, clinic, added_at, added_by, disabled_at, signed_in_at
FROM staff_user
WHERE site = :site
ORDER BY login COLLATE "C";

-- name: user_of_login(site, login)^
-- Return the user of a login, with the hash of their password and their second factor.
SELECT
    user_id, login, name, roles, account, clinic, added_at, added_by, disabled_at, signed_in_at,
    password_hash, staff_second_factor.secret, staff_second_factor.used_step
FROM staff_user
LEFT JOIN staff_second_factor USING (user_id)
WHERE site = :site AND login = :login;

-- name: disable_user(site, login, now)^
-- Let a user sign in no more and end their sessions; return their id, nothing for nobody.
WITH disabled AS (
    UPDATE staff_user SET disabled_at = :now
    WHERE site = :site AND login = :login AND disabled_at IS NULL
    RETURNING user_id
),

ended AS (
    UPDATE staff_session SET ended_at = :now
    WHERE user_id IN (SELECT user_id FROM disabled) AND ended_at IS NULL
)

SELECT user_id FROM disabled;

-- name: keep_password(site, login, password_hash, now)^
-- Change a password and end all sessions of its user; return their id, nothing for nobody.
WITH changed AS (
    UPDATE staff_user SET password_hash = :password_hash, password_at = :now
    WHERE site = :site AND login = :login AND disabled_at IS NULL
    RETURNING user_id
),

ended AS (
    UPDATE staff_session SET ended_at = :now
    WHERE user_id IN (SELECT user_id FROM changed) AND ended_at IS NULL
)

SELECT user_id FROM changed;

-- name: open_session(digest, site, user_id, opened_at, expires_at, address)!
-- Write a session down, and that its user signed in; sessions that ended a month ago are gone.
WITH old AS (
    DELETE FROM staff_session
    WHERE expires_at < :opened_at::timestamptz - interval '30 days'
),

noted AS (
    UPDATE staff_user SET signed_in_at = :opened_at WHERE user_id = :user_id
)

INSERT INTO staff_session (digest, site, user_id, opened_at, expires_at, used_at, address)
VALUES (:digest, :site, :user_id, :opened_at, :expires_at, :opened_at, :address);

-- name: session_of_digest(site, digest)^
-- Return a session with its user, also one that has ended.
SELECT
    session.digest, session.user_id, session.opened_at, session.expires_at, session.used_at,
    session.address, session.ended_at, session.locked_at,
    staff_user.login, staff_user.name, staff_user.roles, staff_user.account, staff_user.clinic,
    staff_user.disabled_at, staff_second_factor.user_id IS NOT NULL AS has_second_factor
FROM staff_session AS session
INNER JOIN staff_user USING (user_id)
LEFT JOIN staff_second_factor USING (user_id)
WHERE session.site = :site AND session.digest = :digest;

-- name: note_use_of_session(site, digest, now)!
-- Note that a session was used.
UPDATE staff_session SET used_at = :now
WHERE site = :site AND digest = :digest;

-- name: end_session(site, digest, now)!
-- End a session that has not ended.
UPDATE staff_session SET ended_at = :now
WHERE site = :site AND digest = :digest AND ended_at IS NULL;

-- name: lock_session(site, digest, now)!
-- Let a session open nothing from now on; one that is locked stays so since it was.
UPDATE staff_session SET locked_at = :now
WHERE site = :site AND digest = :digest AND locked_at IS NULL;

-- name: unlock_session(site, digest, now)!
-- Let a session open things again; that is a use of it.
UPDATE staff_session SET locked_at = NULL, used_at = :now
WHERE site = :site AND digest = :digest;

-- name: enrol_second_factor(user_id, seal, used_step, digests, now)$
-- Keep a second factor with the digests of its codes; tell whether the user had none before.
WITH enrolled AS (
    INSERT INTO staff_second_factor (user_id, secret, used_step, enrolled_at)
    VALUES (:user_id, :seal, :used_step, :now)
    ON CONFLICT DO NOTHING
    RETURNING user_id
),

codes AS (
    INSERT INTO staff_recovery_code (user_id, digest)
    SELECT enrolled.user_id, code.digest
    FROM enrolled
    CROSS JOIN unnest(:digests::text[]) AS code (digest)
)

SELECT exists(SELECT 1 FROM enrolled);

-- name: seals_of_second_factors(site)
-- Return what is kept of every second factor, disabled users' too: they may come back.
SELECT user_id, staff_second_factor.secret
FROM staff_second_factor
INNER JOIN staff_user USING (user_id)
WHERE site = :site
ORDER BY user_id;

-- name: seal_second_factor_anew(user_id, before, seal)!
-- Keep another seal over the same secret, unless it was changed meanwhile.
UPDATE staff_second_factor SET secret = :seal
WHERE user_id = :user_id AND secret = :before;

-- name: use_second_factor(user_id, step)^
-- Take that a step was used; nothing when it, or a later one, was used before.
UPDATE staff_second_factor SET used_step = :step
WHERE user_id = :user_id AND used_step < :step
RETURNING user_id;

-- name: use_recovery_code(user_id, digest, now)^
-- Take that a code was used; nothing when there is none, or it was used before.
UPDATE staff_recovery_code SET used_at = :now
WHERE user_id = :user_id AND digest = :digest AND used_at IS NULL
RETURNING user_id;

-- name: forget_second_factor(site, login, now)^
-- Forget a second factor and end the sessions of its user; return their id, nothing for nobody.
WITH forgotten AS (
    DELETE FROM staff_second_factor
    WHERE user_id IN (SELECT user_id FROM staff_user WHERE site = :site AND login = :login)
    RETURNING user_id
),

ended AS (
    UPDATE staff_session SET ended_at = :now
    WHERE user_id IN (SELECT user_id FROM forgotten) AND ended_at IS NULL
)

SELECT user_id FROM forgotten;
