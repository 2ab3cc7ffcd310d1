-- name: board_agents(site, since)
-- Return what every agent did since a moment, and what they did when it came, the oldest first.
SELECT
    agent_event.agent_id, agent_event.at, agent_event.presence, agent_event.activity,
    agent_event.event_id
FROM agent_event
WHERE agent_event.site = :site AND agent_event.at >= :since
UNION ALL
SELECT before.agent_id, before.at, before.presence, before.activity, before.event_id
FROM agent
JOIN LATERAL (
    SELECT
        agent_event.agent_id, agent_event.at, agent_event.presence, agent_event.activity,
        agent_event.event_id
    FROM agent_event
    WHERE agent_event.agent_id = agent.agent_id AND agent_event.at < :since
    ORDER BY agent_event.at DESC, agent_event.event_id DESC
    LIMIT 1
) AS before ON true
WHERE agent.site = :site
ORDER BY at, event_id;

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
