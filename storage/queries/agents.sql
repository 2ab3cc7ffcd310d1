-- name: working_agents(site)
-- Return every agent who is not disabled, by account.
SELECT
    agent_id, account, name, skills::text AS skills, presence, reason, secret_digest, kept_since,
    kept_call
FROM agent
WHERE site = :site AND disabled_at IS NULL
ORDER BY account;

-- name: all_agents(site)
-- Return every agent there ever was, by account, the present holder of an account last.
SELECT
    agent.agent_id, account, name, skills::text AS skills, agent.presence, agent.reason,
    added_at, disabled_at, seen.at AS seen_at, seen.activity, seen.phone_trouble,
    seen.paused_for, seen.missed_rings
FROM agent
LEFT JOIN LATERAL (
    SELECT at, activity, phone_trouble, paused_for, missed_rings
    FROM agent_event
    WHERE agent_event.agent_id = agent.agent_id
    ORDER BY at DESC, event_id DESC
    LIMIT 1
) AS seen ON true
WHERE agent.site = :site
ORDER BY account, disabled_at NULLS LAST;

-- name: add_agent(agent_id, site, account, name, skills, secret_digest, added_at)!
-- Add an agent.
INSERT INTO agent (agent_id, site, account, name, skills, secret_digest, added_at)
VALUES (:agent_id, :site, :account, :name, :skills::jsonb, :secret_digest, :added_at);

-- name: disable_agent(site, account, disabled_at)$
-- Disable the agent who holds an account, and return their id; nothing when nobody does.
UPDATE agent SET disabled_at = :disabled_at
WHERE site = :site AND account = :account AND disabled_at IS NULL
RETURNING agent_id;
