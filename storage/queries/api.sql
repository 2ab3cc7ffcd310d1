-- name: add_token(site, name, digest, scopes, added_at, added_by, expires_at)<!
-- Add a token of the API, and return its name; nothing when the name is taken.
INSERT INTO api_token (site, name, digest, scopes, added_at, added_by, expires_at)
VALUES (:site, :name, :digest, :scopes::text[], :added_at, :added_by, :expires_at)
ON CONFLICT DO NOTHING
RETURNING name;

-- name: all_tokens(site)
-- Return every token of the API there ever was, by name.
SELECT name, digest, scopes, added_at, added_by, expires_at, revoked_at, last_used_at
FROM api_token
WHERE site = :site
ORDER BY name;

-- name: revoke_token(site, name, now)<!
-- Let a token open nothing any more, and return its name; nothing when none of that name does.
UPDATE api_token SET revoked_at = :now
WHERE site = :site AND name = :name AND revoked_at IS NULL
RETURNING name;

-- name: use_token(site, digest, now)^
-- Return the token of a digest, and note at most once a minute that a good one was used.
WITH noted AS (
    UPDATE api_token SET last_used_at = :now
    WHERE site = :site AND digest = :digest
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
    AND (last_used_at IS NULL OR last_used_at < :now - interval '1 minute')
)
SELECT name, digest, scopes, added_at, added_by, expires_at, revoked_at, last_used_at
FROM api_token
WHERE site = :site AND digest = :digest;

-- name: append_reads(site, read_ids, at, roles, readers, operations, ticket_ids, numbers, recordings)!
-- Append who read which cases; the ids of one read are a text of one array each.
INSERT INTO audit_read (
    read_id, site, at, role, reader, operation, ticket_ids, number, recording
)
SELECT
    read.read_id, :site, read.at, read.role, read.reader, read.operation,
    read.ticket_ids::uuid[], read.number, read.recording
FROM unnest(
    :read_ids::uuid[], :at::timestamptz[], :roles::text[], :readers::text[],
    :operations::text[], :ticket_ids::text[], :numbers::text[], :recordings::text[]
) AS read (read_id, at, role, reader, operation, ticket_ids, number, recording)
ON CONFLICT DO NOTHING;

-- name: reads_of_ticket(site, ticket_id, most)
-- Return who read a case, the last one first.
SELECT read_id, at, role, reader, operation, ticket_ids, number, recording
FROM audit_read
WHERE site = :site AND ticket_ids @> ARRAY[:ticket_id::uuid]
ORDER BY at DESC, read_id DESC
LIMIT :most;

-- name: claim_ask(site, asker, key, digest, ticket_id, now)$
-- Take a key for what is asked under it, and return it; nothing when it is taken already.
INSERT INTO api_ask (site, asker, key, digest, ticket_id, asked_at)
VALUES (:site, :asker, :key, :digest, :ticket_id, :now)
ON CONFLICT (site, asker, key) DO NOTHING
RETURNING key;

-- name: ask_done(site, asker, key)^
-- Return what was done under a key.
SELECT ticket_id, digest FROM api_ask WHERE site = :site AND asker = :asker AND key = :key;
