-- name: open_cases(site)
-- Return every contact that has not ended, the oldest first, a row for each of its tickets, the first first.
SELECT
    contact.contact_id, contact.number, contact.opened_at, contact.ended_at, contact.end_reason,
    contact.topic, contact.told_at, contact.promised_for, contact.heard_at, contact.is_urgent,
    contact.callback_to, contact.cut_off_with, contact.is_shared,
    ticket.ticket_id, ticket.ticket_day, ticket.counter, ticket.opened_at AS ticket_opened_at,
    ticket.conclusion, ticket.ended_at AS concluded_at,
    ticket.conclusion IS NULL AND ticket.filed_at IS NULL AS is_open
FROM contact
JOIN ticket USING (contact_id)
WHERE contact.site = :site AND contact.ended_at IS NULL
ORDER BY contact.opened_at, contact.contact_id, ticket.opened_at, ticket.ticket_id;

-- name: last_counter(site, day)$
-- Return the highest ticket counter of a day; 0 when there is none.
SELECT coalesce(max(counter), 0) FROM ticket WHERE site = :site AND ticket_day = :day;
