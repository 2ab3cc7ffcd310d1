-- name: sought_by_call(site, lowest, highest)
-- Return the calls and attempts whose ids lie in a range, with their contacts; two are enough to tell that it is not one.
SELECT call_id, contact_id FROM call
WHERE site = :site AND call_id BETWEEN :lowest AND :highest
UNION
SELECT call_id, contact_id FROM callback_attempt
WHERE site = :site AND call_id BETWEEN :lowest AND :highest
LIMIT 2;

-- name: sought_by_ticket(site, day, counter)
-- Return the contact of a ticket.
SELECT contact_id FROM ticket WHERE site = :site AND ticket_day = :day AND counter = :counter;

-- name: sought_by_number(site, number, most)
-- Return the newest contacts of a number: those who called from it, and those who wanted to be rung on it.
SELECT contact_id FROM contact
WHERE site = :site AND (number = :number OR callback_to = :number)
ORDER BY opened_at DESC
LIMIT :most;

-- name: sought_by_contact(site, contact_id)
-- Return a contact of the site.
SELECT contact_id FROM contact WHERE site = :site AND contact_id = :contact_id;

-- name: contacts_sought(contact_ids)
-- Return contacts, the oldest first.
SELECT
    contact_id, number, opened_at, ended_at, end_reason, topic, told_at, promised_for, heard_at,
    is_urgent, callback_to, cut_off_with, is_shared
FROM contact
WHERE contact_id = ANY (:contact_ids::uuid[])
ORDER BY opened_at, contact_id;

-- name: tickets_sought(contact_ids)
-- Return all tickets of contacts, in the order of their opening.
SELECT
    ticket_id, contact_id, ticket_day, counter, opened_at AS ticket_opened_at,
    conclusion, ended_at AS concluded_at
FROM ticket
WHERE contact_id = ANY (:contact_ids::uuid[])
ORDER BY opened_at, ticket_id;

-- name: calls_sought(contact_ids)
-- Return all calls of contacts, in the order of their arrival.
SELECT
    call_id, leg_id, contact_id, ticket_id, trunk, service,
    ani, ani_kind, ani_short, ani_raw, ani_flags, dialled,
    arrived_at, admitted_at, entered_at, matched_at, ringing_at, answered_at, joined_at,
    hung_up_at, queue, agent_id, rings, rings_without_answer, outcome, cause, policy_id,
    direction, rung, decision, has_voice, recording_state, subject, mark, hold_s
FROM call
WHERE contact_id = ANY (:contact_ids::uuid[])
ORDER BY arrived_at, call_id;

-- name: call_events_sought(contact_ids)
-- Return the journals of all calls of contacts, each in its order.
SELECT call_event.call_id, sequence, at, kind, payload::text AS payload, reason, phase
FROM call_event
JOIN call USING (call_id)
WHERE call.contact_id = ANY (:contact_ids::uuid[])
ORDER BY call_event.call_id, sequence;

-- name: requests_sought(contact_ids)
-- Return the promises to contacts.
SELECT
    contact_id, number, queue, trunk, placed_at, opened_at, rank, state, tries, dials, busy,
    declines, days, was_machine, is_barred, missed_at, next_at, chosen_at, call_id, ended_by
FROM callback_request
WHERE contact_id = ANY (:contact_ids::uuid[]);

-- name: attempts_sought(contact_ids)
-- Return all attempts to ring contacts, in their order.
SELECT
    call_id, contact_id, number, trunk, number_of_day, reason, started_at, stage, ended_at, outcome
FROM callback_attempt
WHERE contact_id = ANY (:contact_ids::uuid[])
ORDER BY started_at, call_id;

-- name: messages_sought(contact_ids)
-- Return all messages to contacts, in the order of their writing.
SELECT
    sms_id, contact_id, number, text, template, state, written_at, sent_at, error
FROM sms_outbox
WHERE contact_id = ANY (:contact_ids::uuid[])
ORDER BY written_at, sms_id;

-- name: silences_sought(site, contact_ids)
-- Return the silences of the numbers of contacts, those that were lifted too.
SELECT number, cause, times, since, until, exempt_until
FROM caller_silence
WHERE site = :site
AND number IN (SELECT number FROM contact WHERE contact_id = ANY (:contact_ids::uuid[]))
ORDER BY number;

-- name: moves_sought(contact_ids, around_s)
-- Return how the agents moved who talked with contacts, from a while before each such call to a while after it.
SELECT DISTINCT
    agent_event.event_id, agent_event.agent_id, agent.account, agent_event.at,
    agent_event.presence, agent_event.activity
FROM call
JOIN agent_event ON agent_event.agent_id = call.agent_id
    AND agent_event.at BETWEEN
        call.arrived_at - :around_s * interval '1 second'
        AND coalesce(call.hung_up_at, call.arrived_at) + :around_s * interval '1 second'
JOIN agent ON agent.agent_id = call.agent_id
WHERE call.contact_id = ANY (:contact_ids::uuid[])
ORDER BY agent_event.at, agent_event.event_id;

-- name: histories_sought(contact_ids)
-- Return what was done to the tickets of contacts, each in its order, and by which operators.
SELECT
    ticket_history.ticket_id, ticket_history.revision, at, role, ticket_history.agent_id, actor_name,
    ticket_history.state, ticket_history.kind, payload::text AS payload, agent.account
FROM ticket_history
JOIN ticket USING (ticket_id)
LEFT JOIN agent ON agent.agent_id = ticket_history.agent_id
WHERE ticket.contact_id = ANY (:contact_ids::uuid[])
ORDER BY ticket_history.ticket_id, ticket_history.revision;

-- name: told_sought(contact_ids)
-- Return what clinics and other systems were told of the tickets of contacts, in its order.
SELECT
    ticket.contact_id, target, about, dispatch.state, attempts, written_at, sent_at,
    acknowledged_at
FROM dispatch
JOIN ticket USING (ticket_id)
WHERE ticket.contact_id = ANY (:contact_ids::uuid[])
ORDER BY written_at, dispatch_id;

-- name: deeds_sought(site, contact_ids)
-- Return what supervisors did to the people of contacts, the oldest first: on their calls, to the promise they were given, to their number while the contact was open.
WITH sought AS (
    SELECT contact_id, number, opened_at, coalesce(ended_at, 'infinity') AS ended_at FROM contact
    WHERE contact_id = ANY (:contact_ids::uuid[])
)
SELECT
    contact_id, intervention_id, intervention.at, actor, deed, intervention.subject, why, detail,
    call_id, beside_since
FROM intervention
JOIN call USING (call_id)
JOIN sought USING (contact_id)
UNION ALL
SELECT
    contact_id, intervention_id, intervention.at, actor, deed, intervention.subject, why, detail,
    call_id, beside_since
FROM sought
JOIN intervention
    ON intervention.site = :site AND intervention.at BETWEEN sought.opened_at AND sought.ended_at
    AND intervention.call_id IS NULL
    AND CASE
        WHEN intervention.deed = 'person_put_first'
            THEN intervention.subject = sought.contact_id::text
        WHEN starts_with(intervention.deed, 'number_') THEN intervention.subject = sought.number
    END
ORDER BY at, intervention_id;

-- name: removals_sought(contact_ids)
-- Return which recordings of contacts are gone, and who let them go where it was not for their age; the earliest first.
WITH gone AS (
    SELECT contact_id, call_id, call_id::text || '.' || number AS name, true AS is_talk, removed_at
    FROM recording
    WHERE contact_id = ANY (:contact_ids::uuid[]) AND removed_at IS NOT NULL
    UNION ALL
    SELECT contact_id, call_id, call_id::text || '.' || field || '.' || take, false, removed_at
    FROM message
    WHERE contact_id = ANY (:contact_ids::uuid[]) AND removed_at IS NOT NULL
)
SELECT
    gone.contact_id, gone.call_id, gone.is_talk, gone.removed_at,
    coalesce(removal.removed_by, '') AS removed_by, coalesce(removal.why, '') AS why
FROM gone
LEFT JOIN recording_removal AS removal
    ON removal.name = gone.name AND removal.removed_at = gone.removed_at
ORDER BY gone.removed_at, gone.name;
