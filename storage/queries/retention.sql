-- name: old_recordings(site, before, most)
-- Return recordings that began before a moment and whose contact has no open ticket, oldest first.
SELECT call_id, number FROM recording
WHERE site = :site AND started_at < :before AND removed_at IS NULL
    AND NOT EXISTS (
        SELECT FROM ticket WHERE ticket.contact_id = recording.contact_id
            AND ticket.state IN ('new', 'owned', 'in_progress', 'waiting_for_citizen')
    )
    AND NOT EXISTS (
        SELECT FROM recording_hold AS held
        WHERE held.contact_id = recording.contact_id AND held.released_at IS NULL
    )
ORDER BY started_at, call_id, number
LIMIT :most;

-- name: old_messages(site, before, most, is_of_request)
-- Return messages that were left before a moment and whose contact has no open ticket: those of requests, or all others.
SELECT call_id, field, take FROM message
WHERE site = :site AND recorded_at < :before AND removed_at IS NULL AND NOT is_dropped
    AND NOT EXISTS (
        SELECT FROM ticket WHERE ticket.contact_id = message.contact_id
            AND ticket.state IN ('new', 'owned', 'in_progress', 'waiting_for_citizen')
    )
    AND NOT EXISTS (
        SELECT FROM recording_hold AS held
        WHERE held.contact_id = message.contact_id AND held.released_at IS NULL
    )
    AND :is_of_request = EXISTS (
        SELECT FROM intake WHERE intake.call_id = message.call_id
            AND message.field || '.' || message.take = ANY (intake.takes)
    )
ORDER BY recorded_at, call_id, field, take
LIMIT :most;

-- name: mark_recordings_removed(call_ids, numbers, now)!
-- Say that the files of recordings are gone.
UPDATE recording SET removed_at = :now
FROM unnest(:call_ids::uuid[], :numbers::integer[]) AS gone (call_id, number)
WHERE recording.call_id = gone.call_id AND recording.number = gone.number;

-- name: mark_messages_removed(call_ids, fields, takes, instead, now)!
-- Say that the files of messages are gone; no request, ticket or visit names them any more.
WITH gone AS (
    SELECT * FROM unnest(:call_ids::uuid[], :fields::text[], :takes::integer[])
    AS gone (call_id, field, take)
), unnamed AS (
    UPDATE intake SET takes = ARRAY(
        SELECT told FROM unnest(intake.takes) WITH ORDINALITY AS said (told, place)
        WHERE NOT EXISTS (
            SELECT FROM gone
            WHERE gone.call_id = intake.call_id AND gone.field || '.' || gone.take = told
        )
        ORDER BY place
    )
    WHERE intake.call_id IN (SELECT call_id FROM gone)
), named AS (
    -- Of each ticket, what stands in its words: any of the names.
    SELECT
        call.ticket_id,
        '(?:' || string_agg(gone.call_id || '[.]' || gone.field || '[.]' || gone.take, '|')
            || ')\M' AS names,
        -- What an address is searched by has words alone, and an underscore ends one.
        '(?:' || string_agg(
            gone.call_id || '[.]' || replace(gone.field, '_', ' ') || '[.]' || gone.take, '|'
        ) || ')\M' AS words
    FROM gone JOIN call USING (call_id)
    GROUP BY call.ticket_id
), told_tickets AS (
    UPDATE ticket SET
        text = regexp_replace(ticket.text, named.names, '(' || :instead || ')', 'g'),
        addresses = regexp_replace(ticket.addresses, named.words, :instead, 'g')
    FROM named
    WHERE ticket.ticket_id = named.ticket_id
    AND (ticket.text ~ named.names OR ticket.addresses ~ named.words)
), told_visits AS (
    UPDATE visit SET
        complaint = regexp_replace(visit.complaint, named.names, '(' || :instead || ')', 'g'),
        address_text = regexp_replace(
            visit.address_text, named.names, '(' || :instead || ')', 'g'
        )
    FROM named
    WHERE visit.ticket_id = named.ticket_id
    AND (visit.complaint ~ named.names OR visit.address_text ~ named.names)
)
UPDATE message SET removed_at = :now
FROM gone
WHERE message.call_id = gone.call_id AND message.field = gone.field AND message.take = gone.take;

-- name: blank_dispatches(site, before, most, now)$
-- Empty the bodies of dispatches of ended tickets that nobody will send any more, and return how many.
WITH old AS (
    SELECT dispatch_id FROM dispatch
    WHERE site = :site AND written_at < :before AND blanked_at IS NULL
        AND state <> 'waiting'
        AND NOT EXISTS (
            SELECT FROM ticket WHERE ticket.ticket_id = dispatch.ticket_id
                AND ticket.state IN ('new', 'owned', 'in_progress', 'waiting_for_citizen')
        )
    ORDER BY written_at
    LIMIT :most
), blanked AS (
    UPDATE dispatch SET facts = '{}'::jsonb, blanked_at = :now
    WHERE dispatch_id IN (SELECT dispatch_id FROM old)
    RETURNING 1
)
SELECT count(*) FROM blanked;

-- name: prune_job_log(before, most)$
-- Delete old rows of the log of jobs, and return how many.
WITH old AS (
    SELECT id FROM pgqueuer_log WHERE created < :before ORDER BY created LIMIT :most
), pruned AS (
    DELETE FROM pgqueuer_log WHERE id IN (SELECT id FROM old)
    RETURNING 1
)
SELECT count(*) FROM pruned;

-- name: forget_asks(site, before, most)$
-- Delete the keys of what was asked for before a moment, and return how many.
WITH old AS (
    SELECT site, asker, key FROM api_ask
    WHERE site = :site AND asked_at < :before
    ORDER BY asked_at
    LIMIT :most
), forgotten AS (
    DELETE FROM api_ask USING old
    WHERE api_ask.site = old.site AND api_ask.asker = old.asker AND api_ask.key = old.key
    RETURNING 1
)
SELECT count(*) FROM forgotten;

-- name: write_sweep(site, swept_at, kind, kept_from, removed, failed)!
-- Append to the journal of what was removed.
INSERT INTO retention_sweep (site, swept_at, kind, kept_from, removed, failed)
VALUES (:site, :swept_at, :kind, :kept_from, :removed, :failed);
