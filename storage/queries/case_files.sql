-- name: ticket_briefs(site, ticket_ids)
-- Return tickets in one line each.
SELECT ticket_id, kind, category_title, person_name, text
FROM ticket
WHERE site = :site AND ticket_id = ANY(:ticket_ids::uuid[]);

-- name: tries_of_contact(site, contact_id, most)
-- Return our tries to ring somebody, the last one first.
SELECT call_id, started_at, ended_at, outcome
FROM callback_attempt
WHERE site = :site AND contact_id = :contact_id
ORDER BY started_at DESC, call_id DESC
LIMIT :most;

-- name: recorded_of_contact(site, contact_id)
-- Return what can be heard of a contact, the earliest first.
SELECT call_id, NULL AS field, number, started_at AS begun_at, duration_s, agent_id
FROM recording
WHERE site = :site AND contact_id = :contact_id AND state <> 'missing' AND removed_at IS NULL
UNION ALL
SELECT call_id, field, take, recorded_at, duration_s, NULL
FROM message
WHERE site = :site AND contact_id = :contact_id AND state <> 'missing' AND removed_at IS NULL
AND NOT is_dropped
ORDER BY begun_at, call_id, number;

-- name: dead_dispatches_of_visit(site, visit_id)
-- Return what could not be told of a visit, the earliest first.
SELECT dispatch_id FROM dispatch
WHERE site = :site AND visit_id = :visit_id AND state = 'dead'
ORDER BY written_at, dispatch_id;

-- name: calls_not_stated(site, since, before_at, before_id, most)
-- Return the last calls of which their agents never said what they were, behind a place.
SELECT
    said.call_id, call.ticket_id, ticket.ticket_day, ticket.counter, agent.name, said.at,
    said.not_stated, call.ani
FROM call_disposition AS said
JOIN call USING (call_id) JOIN ticket USING (ticket_id)
JOIN agent ON agent.agent_id = said.agent_id
WHERE said.site = :site AND said.disposition = 'not_stated' AND said.at >= :since
AND (said.at, said.call_id) < (:before_at, :before_id::uuid)
ORDER BY said.at DESC, said.call_id DESC
LIMIT :most;
