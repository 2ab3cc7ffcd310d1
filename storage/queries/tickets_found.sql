-- part: line_of_ticket
-- What a list shows of a ticket.
SELECT
    ticket.ticket_id, ticket.ticket_day, ticket.counter, ticket.opened_at, ticket.kind,
    ticket.category_title, ticket.state, ticket.priority, ticket.owner, ticket.person_name,
    ticket.text, ticket.own_by, ticket.resolve_by, ticket.conclusion

-- part: of_those_found
-- Among the tickets that an index has found.
FROM ticket
WHERE ticket.site = :site
AND ticket.ticket_id IN (SELECT ticket_id FROM found)

-- part: of_the_last
-- Among the last so many tickets.
FROM (
    SELECT * FROM ticket
    WHERE ticket.site = :site
    AND (ticket.opened_at, ticket.ticket_id) < (:before_at, :before_id::uuid)
    ORDER BY ticket.opened_at DESC, ticket.ticket_id DESC
    LIMIT :near
) AS ticket

-- part: newest_that_fit
-- Of those the newest that fit in all else, behind a cursor.
AND (cardinality(:kinds::text[]) = 0 OR ticket.kind = ANY (:kinds::text[]))
AND (cardinality(:states::text[]) = 0 OR ticket.state = ANY (:states::text[]))
AND (cardinality(:channels::text[]) = 0 OR ticket.channel = ANY (:channels::text[]))
AND (:owner::uuid IS NULL OR ticket.owner = :owner)
AND (:cause::uuid IS NULL OR ticket.cause_id = :cause)
AND (ticket.opened_at, ticket.ticket_id) < (:before_at, :before_id::uuid)
ORDER BY ticket.opened_at DESC, ticket.ticket_id DESC
LIMIT :most;

-- name: tickets_listed(site, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the newest tickets, behind a cursor.
-- insert: line_of_ticket
FROM ticket
WHERE ticket.site = :site
-- insert: newest_that_fit

-- name: tickets_by_number(site, day, counter, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the ticket of a number, if all else fits.
-- insert: line_of_ticket
FROM ticket
WHERE ticket.site = :site
AND ticket.ticket_day = :day AND ticket.counter = :counter
-- insert: newest_that_fit

-- name: tickets_by_phone(site, phone, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the newest tickets of whoever called from a number, or left it.
WITH found AS MATERIALIZED (
    SELECT ticket_id FROM ticket JOIN contact USING (contact_id)
    WHERE contact.site = :site AND contact.number = :phone
    UNION
    SELECT ticket_id FROM ticket JOIN contact USING (contact_id)
    WHERE contact.site = :site AND contact.callback_to = :phone
    UNION
    SELECT ticket_id FROM ticket
    WHERE phones <> '{}' AND phones @> ARRAY[:phone]::text[]
)
-- insert: line_of_ticket
-- insert: of_those_found
-- insert: newest_that_fit

-- name: tickets_by_name(site, first, second, third, fourth, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the newest tickets with the words in their names; a word that is not given is a percent sign. They are found first by their index: the planner would walk back through time for what is rare.
WITH found AS MATERIALIZED (
    SELECT ticket_id FROM ticket
    WHERE names <> '' AND names LIKE :first
    AND names LIKE :second AND names LIKE :third AND names LIKE :fourth
)
-- insert: line_of_ticket
-- insert: of_those_found
-- insert: newest_that_fit

-- name: tickets_by_address(site, first, second, third, fourth, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the newest tickets with the words in their addresses; a word that is not given is a percent sign. They are found first by their index: the planner would walk back through time for what is rare.
WITH found AS MATERIALIZED (
    SELECT ticket_id FROM ticket
    WHERE addresses <> '' AND addresses LIKE :first
    AND addresses LIKE :second AND addresses LIKE :third AND addresses LIKE :fourth
)
-- insert: line_of_ticket
-- insert: of_those_found
-- insert: newest_that_fit

-- name: tickets_by_text(site, words, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the newest tickets that have all the words in their text, in any form.
WITH found AS MATERIALIZED (
    SELECT ticket_id FROM ticket
    WHERE text <> '' AND words @@ plainto_tsquery('russian', :words)
)
-- insert: line_of_ticket
-- insert: of_those_found
-- insert: newest_that_fit

-- name: tickets_near_by_name(site, first, second, third, fourth, near, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the same among the last so many tickets: words in the names of very many are found there at once.
-- insert: line_of_ticket
-- insert: of_the_last
WHERE names LIKE :first
AND names LIKE :second AND names LIKE :third AND names LIKE :fourth
-- insert: newest_that_fit

-- name: tickets_near_by_address(site, first, second, third, fourth, near, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the same among the last so many tickets: words in the addresses of very many are found there at once.
-- insert: line_of_ticket
-- insert: of_the_last
WHERE addresses LIKE :first
AND addresses LIKE :second AND addresses LIKE :third AND addresses LIKE :fourth
-- insert: newest_that_fit

-- name: tickets_near_by_text(site, words, near, kinds, states, channels, owner, cause, before_at, before_id, most)
-- Return the same among the last so many tickets.
-- insert: line_of_ticket
-- insert: of_the_last
WHERE words @@ plainto_tsquery('russian', :words)
-- insert: newest_that_fit
