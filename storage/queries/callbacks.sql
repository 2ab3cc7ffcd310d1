-- name: open_requests(site)
-- Return every promise that has not ended, in the order of the people's first dials.
SELECT
    contact_id, number, queue, trunk, placed_at, opened_at, rank, state, tries, dials, busy,
    declines, days, was_machine, is_barred, missed_at, next_at, chosen_at, call_id, ended_by
FROM callback_request
WHERE site = :site AND state <> 'ended'
ORDER BY placed_at, contact_id;

-- name: waiting_messages(site, most)
-- Return the messages that nobody has sent yet, the oldest first.
SELECT sms_id, contact_id, number, text, template, state, written_at
FROM sms_outbox
WHERE site = :site AND state = 'waiting'
ORDER BY written_at, sms_id
LIMIT :most;
