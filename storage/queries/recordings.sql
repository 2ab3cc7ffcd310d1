-- name: recordings_found(site, since, until, agent, number, day, counter, contact_id, call_id, name, least_s, most_s, topic, clinic, words, kinds, is_held, before_at, before_name, near, most)
-- Return the newest recordings that fit, behind a place, of so many of the newest of each table where nothing else is asked; what is gone, or was taken back, is left out.
WITH theirs AS (
    SELECT contact_id FROM contact
    WHERE site = :site AND (number = :number::text OR callback_to = :number)
),
said AS (
    SELECT contact_id FROM ticket
    WHERE site = :site AND text <> '' AND words @@ plainto_tsquery('russian', :words::text)
),
sound AS (
    (SELECT
        call_id, NULL::text AS field, number, call_id::text || '.' || number AS name,
        'talk' AS kind, contact_id, agent_id, started_at AS begun_at, duration_s, size_bytes, state
    FROM recording
    WHERE site = :site AND removed_at IS NULL
    AND (:since::timestamptz IS NULL OR started_at >= :since)
    AND (:until::timestamptz IS NULL OR started_at < :until)
    AND (:call_id::uuid IS NULL OR call_id = :call_id)
    AND (:contact_id::uuid IS NULL OR contact_id = :contact_id)
    AND (:number::text IS NULL OR contact_id IN (SELECT contact_id FROM theirs))
    AND (:words::text IS NULL OR contact_id IN (SELECT contact_id FROM said))
    AND started_at <= :before_at
    AND (started_at, call_id::text || '.' || number) < (:before_at, :before_name)
    ORDER BY started_at DESC, call_id DESC
    LIMIT :near)
    UNION ALL
    (SELECT
        call_id, field, take, call_id::text || '.' || field || '.' || take,
        CASE WHEN EXISTS (
            SELECT FROM intake
            WHERE intake.call_id = message.call_id
            AND message.field || '.' || message.take = ANY (intake.takes)
        ) THEN 'request' ELSE 'message' END,
        contact_id, NULL, recorded_at, duration_s, size_bytes, state
    FROM message
    WHERE site = :site AND removed_at IS NULL AND NOT is_dropped
    AND (:since::timestamptz IS NULL OR recorded_at >= :since)
    AND (:until::timestamptz IS NULL OR recorded_at < :until)
    AND (:call_id::uuid IS NULL OR call_id = :call_id)
    AND (:contact_id::uuid IS NULL OR contact_id = :contact_id)
    AND (:number::text IS NULL OR contact_id IN (SELECT contact_id FROM theirs))
    AND (:words::text IS NULL OR contact_id IN (SELECT contact_id FROM said))
    AND recorded_at <= :before_at
    AND (recorded_at, call_id::text || '.' || field || '.' || take) < (:before_at, :before_name)
    ORDER BY recorded_at DESC, call_id DESC
    LIMIT :near)
)
SELECT
    sound.name, sound.field, sound.number AS part, sound.kind, sound.call_id, sound.contact_id,
    sound.begun_at, sound.duration_s, sound.size_bytes, sound.state, sound.agent_id,
    coalesce(agent.name, '') AS agent_name, call.ticket_id, ticket.ticket_day, ticket.counter,
    call.direction, call.queue, contact.number,
    held.contact_id IS NOT NULL AS is_held
FROM sound
JOIN call ON call.call_id = sound.call_id
JOIN ticket ON ticket.ticket_id = call.ticket_id
JOIN contact ON contact.contact_id = sound.contact_id
LEFT JOIN agent ON agent.agent_id = sound.agent_id
LEFT JOIN recording_hold AS held
    ON held.contact_id = sound.contact_id AND held.released_at IS NULL
WHERE (:name::text IS NULL OR sound.name = :name)
AND (:agent::text IS NULL OR agent.account = :agent)
AND (:day::date IS NULL OR (ticket.ticket_day = :day AND ticket.counter = :counter))
AND (:least_s::double precision IS NULL OR sound.duration_s >= :least_s)
AND (:most_s::double precision IS NULL OR sound.duration_s <= :most_s)
AND (
    :topic::text IS NULL
    OR :topic IN (call.queue, call.subject)
    OR ticket.category = :topic OR starts_with(ticket.category, :topic || '.')
)
AND (
    :clinic::text IS NULL
    OR EXISTS (
        SELECT FROM visit WHERE visit.ticket_id = ticket.ticket_id AND visit.clinic = :clinic
    )
)
AND (:words::text IS NULL OR ticket.words @@ plainto_tsquery('russian', :words))
AND (cardinality(:kinds::text[]) = 0 OR sound.kind = ANY (:kinds))
AND (:is_held::boolean IS NULL OR (held.contact_id IS NOT NULL) = :is_held)
ORDER BY sound.begun_at DESC, sound.name DESC
LIMIT :most;

-- name: hold_recordings(site, contact_id, at, by, why)$
-- Hold all that was recorded of a contact of the site, and return it; nothing where it is held already.
INSERT INTO recording_hold (site, contact_id, held_at, held_by, why)
SELECT site, contact_id, :at, :by, :why FROM contact
WHERE site = :site AND contact_id = :contact_id
ON CONFLICT DO NOTHING
RETURNING contact_id;

-- name: release_recordings(site, contact_id, now, by)$
-- End the hold of a contact, and return it; nothing where it was not held.
UPDATE recording_hold SET released_at = :now, released_by = :by
WHERE site = :site AND contact_id = :contact_id AND released_at IS NULL
RETURNING contact_id;

-- name: append_removals(site, names, at, by, why)!
-- Write down who let which recordings go, and why.
INSERT INTO recording_removal (site, name, removed_at, removed_by, why)
SELECT :site, gone.name, :at, :by, :why FROM unnest(:names::text[]) AS gone (name)
ON CONFLICT DO NOTHING;

-- name: when_removed(site, call_id, name)^
-- Return when a recording of a call was let go.
SELECT removed_at FROM recording
WHERE site = :site AND call_id = :call_id AND call_id::text || '.' || number = :name
AND removed_at IS NOT NULL
UNION ALL
SELECT removed_at FROM message
WHERE site = :site AND call_id = :call_id
AND call_id::text || '.' || field || '.' || take = :name
AND removed_at IS NOT NULL;
