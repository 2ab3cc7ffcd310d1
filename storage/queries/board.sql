-- name: board_calls(site, since)
-- Return every call since a moment, with what its person is known by, the oldest first.
SELECT
    call.call_id, call.contact_id, call.direction, contact.number, call.arrived_at,
    call.entered_at, call.answered_at, call.joined_at, call.hung_up_at, call.outcome, call.queue,
    call.agent_id, call.dialled, call.subject
FROM call JOIN contact USING (contact_id)
WHERE call.site = :site AND call.arrived_at >= :since
ORDER BY call.arrived_at, call.call_id;

-- name: board_needs(site, since)
-- Return every contact whose first dial was since a moment, and whether its number called then for the first time ever.
SELECT
    contact.contact_id, contact.number, contact.opened_at, contact.told_at, contact.promised_for,
    contact.ended_at, contact.end_reason,
    contact.number IS NOT NULL AND NOT EXISTS (
        SELECT FROM contact AS earlier
        WHERE
            earlier.site = contact.site AND earlier.number = contact.number
            AND earlier.opened_at < :since
    ) AS is_first_contact
FROM contact
WHERE contact.site = :site AND contact.opened_at >= :since
ORDER BY contact.opened_at, contact.contact_id;

-- name: board_agents(site, since)
-- Return what every agent did since a moment, and what they did when it came, the oldest first.
SELECT agent_event.agent_id, agent_event.at, agent_event.presence, agent_event.activity
FROM agent_event
WHERE agent_event.site = :site AND agent_event.at >= :since
UNION ALL
SELECT before.agent_id, before.at, before.presence, before.activity
FROM agent
JOIN LATERAL (
    SELECT agent_event.agent_id, agent_event.at, agent_event.presence, agent_event.activity
    FROM agent_event
    WHERE agent_event.agent_id = agent.agent_id AND agent_event.at < :since
    ORDER BY agent_event.at DESC, agent_event.event_id DESC
    LIMIT 1
) AS before ON true
WHERE agent.site = :site
ORDER BY at, agent_id;

-- name: board_promises_kept(site, since)
-- Return what each person was promised and when an operator spoke to them, of the promises that were kept since a moment.
SELECT contact.promised_for, min(call.joined_at) AS served_at
FROM contact JOIN call USING (contact_id)
WHERE
    contact.site = :site AND contact.promised_for IS NOT NULL
    AND call.arrived_at >= :since AND call.joined_at >= :since
GROUP BY contact.contact_id, contact.promised_for
ORDER BY served_at, contact.contact_id;

-- name: board_visits(site, since)^
-- Count the requests of visits that were written since a moment by how far they came, and all that nobody has answered for.
SELECT
    count(*) FILTER (WHERE written_at >= :since AND sent_at IS NOT NULL)::integer AS sent,
    count(*) FILTER (
        WHERE written_at >= :since AND acknowledged_at IS NOT NULL
    )::integer AS acknowledged,
    count(*) FILTER (WHERE chased_at >= :since)::integer AS chased,
    count(*) FILTER (WHERE state IN ('waiting', 'sent', 'dead'))::integer AS unanswered
FROM dispatch
WHERE
    site = :site AND about IN ('visit_requested', 'visit_changed')
    AND (
        written_at >= :since OR chased_at >= :since
        OR (state IN ('waiting', 'sent', 'dead') AND written_at >= :since - interval '7 days')
    );
