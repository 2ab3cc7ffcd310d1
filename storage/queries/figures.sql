-- name: call_figures(site)^
-- Count the calls that have ended by how they ended, and what must never happen.
SELECT
    count(*) FILTER (WHERE direction = 'inbound') AS arrived,
    count(*) FILTER (WHERE entered_at IS NOT NULL) AS offered,
    count(*) FILTER (WHERE outcome = 'answered') AS answered,
    count(*) FILTER (
        WHERE outcome IN ('abandoned', 'short_abandoned') AND entered_at IS NOT NULL
    ) AS abandoned,
    count(*) FILTER (WHERE outcome = 'refused') AS refused,
    count(*) FILTER (WHERE outcome = 'told') AS told,
    count(*) FILTER (WHERE direction = 'outbound') AS placed,
    count(*) FILTER (WHERE direction = 'outbound' AND outcome = 'answered') AS called_back,
    coalesce(sum(rings_without_answer), 0) AS rings_without_answer,
    count(DISTINCT contact_id) AS contacts,
    count(*) FILTER (
        WHERE NOT EXISTS (SELECT FROM ticket WHERE ticket.contact_id = call.contact_id)
    ) AS calls_without_ticket
FROM call
WHERE site = :site;

-- name: ticket_count(site)$
-- Count the tickets.
SELECT count(*) FROM ticket WHERE site = :site;

-- name: answered_calls(site)
-- Return the times of every answered call and who answered it, in the order of the answers.
SELECT
    call.ani, agent.account,
    extract(epoch FROM call.answered_at - call.entered_at)::float8 AS wait_s,
    extract(epoch FROM call.hung_up_at - call.joined_at)::float8 AS talk_s,
    call.answered_at, call.joined_at,
    call.direction = 'outbound' AS is_callback
FROM call JOIN agent USING (agent_id)
WHERE call.site = :site AND call.outcome = 'answered'
ORDER BY call.answered_at;

-- name: last_tickets(site, most)
-- Return the newest tickets with how their last call ended.
SELECT
    ticket.number, ticket.opened_at,
    (
        SELECT coalesce(call.outcome, 'in progress') FROM call
        WHERE call.contact_id = ticket.contact_id ORDER BY call.arrived_at DESC LIMIT 1
    ) AS last_outcome
FROM ticket
WHERE ticket.site = :site
ORDER BY ticket.opened_at DESC, ticket.counter DESC
LIMIT :most;

-- name: calls_between(site, begins_at, ends_at)
-- Return the calls that arrived or were placed from a moment on and before another one.
SELECT
    call.call_id, call.direction, contact.number, call.arrived_at, call.joined_at,
    call.hung_up_at, call.rung, call.decision, call.outcome, call.cause
FROM call JOIN contact USING (contact_id)
WHERE call.site = :site AND call.arrived_at >= :begins_at AND call.arrived_at < :ends_at
ORDER BY call.arrived_at, call.call_id;

-- name: open_contacts_per_number(site)
-- Count the open contacts of each number, without those of shared ones.
SELECT number, count(*)::integer AS contacts
FROM contact
WHERE site = :site AND ended_at IS NULL AND number IS NOT NULL AND NOT is_shared
GROUP BY number
ORDER BY number;
