-- name: open_cases(site)
-- Return every contact that has not ended, with its first ticket, the oldest first.
SELECT
    contact.contact_id, contact.number, contact.opened_at, contact.ended_at, contact.end_reason,
    contact.topic, contact.told_at, contact.promised_for, contact.heard_at, contact.is_urgent,
    contact.callback_to, contact.cut_off_with, contact.is_shared,
    first.ticket_id, first.ticket_day, first.counter, first.opened_at AS ticket_opened_at
FROM contact
JOIN LATERAL (
    SELECT ticket_id, ticket_day, counter, opened_at
    FROM ticket
    WHERE ticket.contact_id = contact.contact_id
    ORDER BY opened_at, ticket_id
    LIMIT 1
) AS first ON true
WHERE contact.site = :site AND contact.ended_at IS NULL
ORDER BY contact.opened_at, contact.contact_id;

-- name: last_counter(site, day)$
-- Return the highest ticket counter of a day; 0 when there is none.
SELECT coalesce(max(counter), 0) FROM ticket WHERE site = :site AND ticket_day = :day;
