-- name: drafts_of(user_id)
-- Return all that somebody has begun to write, the last one first.
SELECT key, revision, saved_at, form FROM form_draft
WHERE user_id = :user_id
ORDER BY saved_at DESC, key;

-- name: draft_of(user_id, key)^
-- Return one thing that somebody has begun to write.
SELECT key, revision, saved_at, form FROM form_draft
WHERE user_id = :user_id AND key = :key;

-- name: put_draft(site, user_id, key, form, seen, now)$
-- Keep a draft and return its revision; nothing where it is not what was seen.
INSERT INTO form_draft AS kept (site, user_id, key, revision, saved_at, form)
SELECT :site, :user_id, :key, 1, :now, :form
WHERE :seen::integer = 0
    OR EXISTS (SELECT FROM form_draft WHERE user_id = :user_id AND key = :key)
ON CONFLICT (user_id, key) DO UPDATE
SET revision = kept.revision + 1, saved_at = excluded.saved_at, form = excluded.form
WHERE kept.revision = :seen::integer
RETURNING revision;

-- name: drop_draft(user_id, key)!
-- Forget a draft.
DELETE FROM form_draft WHERE user_id = :user_id AND key = :key;

-- name: forget_drafts(site, before, most)$
-- Delete drafts that were last touched before a moment, and return how many.
WITH old AS (
    SELECT user_id, key FROM form_draft
    WHERE site = :site AND saved_at < :before
    ORDER BY saved_at
    LIMIT :most
), forgotten AS (
    DELETE FROM form_draft USING old
    WHERE form_draft.user_id = old.user_id AND form_draft.key = old.key
    RETURNING 1
)
SELECT count(*) FROM forgotten;
