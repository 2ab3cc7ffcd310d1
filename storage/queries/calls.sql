-- name: open_calls(site)
-- Return every call that has not ended, the oldest first.
SELECT
    call_id, leg_id, contact_id, ticket_id, trunk, service,
    ani, ani_kind, ani_short, ani_raw, ani_flags, dialled,
    arrived_at, admitted_at, entered_at, matched_at, ringing_at, answered_at, joined_at,
    hung_up_at, queue, agent_id, rings, rings_without_answer, outcome, cause, policy_id,
    direction, rung, decision, has_voice, recording_state, subject, mark, hold_s
FROM call
WHERE site = :site AND outcome IS NULL
ORDER BY arrived_at, call_id;

-- name: open_call_events(site)
-- Return the journals of all calls that have not ended, each in its order.
SELECT call_event.call_id, sequence, at, kind, payload::text AS payload, reason, phase
FROM call_event
JOIN call USING (call_id)
WHERE call.site = :site AND call.outcome IS NULL
ORDER BY call_event.call_id, sequence;

-- name: keep_policy(policy_id, site, policy, taken_at)!
-- Keep the text of a policy; one that is kept stays as it is.
INSERT INTO policy_snapshot (policy_id, site, policy, taken_at)
VALUES (:policy_id, :site, :policy::jsonb, :taken_at)
ON CONFLICT (policy_id) DO NOTHING;

-- name: policies(site, policy_ids)
-- Return the texts of the policies that are named.
SELECT policy_id, policy::text AS policy FROM policy_snapshot
WHERE site = :site AND policy_id = ANY (:policy_ids::text[]);
