-- name: visits_listed(site, clinic, day, states, before_at, before_id, most)
-- Return the newest visits that fit, behind a place.
SELECT
    visit.visit_id, visit.ticket_id, ticket.ticket_day, ticket.counter, visit.requested_at,
    visit.patient_name, visit.born_on, visit.complaint, visit.danger_signs, visit.address_text,
    visit.clinic, visit.day, visit.shift, visit.is_on_waiting_list, visit.state, visit.state_at,
    visit.acknowledged_at, visit.doctor, visit.reason
FROM visit JOIN ticket USING (ticket_id)
WHERE visit.site = :site
AND (:clinic::text IS NULL OR visit.clinic = :clinic)
AND (:day::date IS NULL OR visit.day = :day)
AND (cardinality(:states::text[]) = 0 OR visit.state = ANY (:states::text[]))
AND (visit.requested_at, visit.visit_id) < (:before_at, :before_id::uuid)
ORDER BY visit.requested_at DESC, visit.visit_id DESC
LIMIT :most;

-- name: tickets_due(site, until, after_at, after_id, most)
-- Return the tickets that are due until some moment, the most overdue first.
SELECT
    ticket_id, ticket_day, counter, least(own_by, resolve_by) AS due_at, own_by, resolve_by, kind,
    category_title, state, priority, owner, person_name
FROM ticket
WHERE site = :site AND filed_at IS NOT NULL AND conclusion IS NULL
AND least(own_by, resolve_by) <= :until
AND (least(own_by, resolve_by), ticket_id) > (:after_at, :after_id::uuid)
ORDER BY least(own_by, resolve_by), ticket_id
LIMIT :most;

-- name: list_lengths(site, until)^
-- Return how many lie on each list; each has an index of the few that wait.
SELECT
    (
        SELECT count(*) FROM (
            SELECT call_id, intake.kind FROM intake WHERE site = :site AND filed_at IS NULL
            UNION
            SELECT intake.call_id, intake.kind
            FROM ticket JOIN intake USING (site, ticket_day, counter)
            WHERE site = :site AND ticket.state = 'new' AND ticket.channel = 'intake'
        ) AS waiting
        WHERE waiting.kind <> 'follow_up'
    ) AS night,
    (
        SELECT count(*) FROM ticket
        WHERE site = :site AND filed_at IS NOT NULL AND conclusion IS NULL
        AND least(own_by, resolve_by) <= :until
    ) AS due,
    (
        SELECT count(*) FROM visit WHERE site = :site AND state IN ('requested', 'delivered')
    ) AS unacknowledged;

-- name: calls_of_contact(site, contact_id, most)
-- Return the newest calls of a contact.
SELECT
    call.call_id, call.contact_id, ticket.ticket_day, ticket.counter, call.direction, call.ani,
    call.arrived_at, call.answered_at, call.hung_up_at, call.queue, call.agent_id, call.outcome,
    call.decision
FROM call JOIN ticket USING (ticket_id)
WHERE call.site = :site AND call.contact_id = :contact_id
ORDER BY call.arrived_at DESC, call.call_id DESC
LIMIT :most;

-- name: calls_of_number(site, number, before_at, before_id, most)
-- Return the newest calls with a number, behind a place; whoever hides it is found by its key.
SELECT
    call.call_id, call.contact_id, ticket.ticket_day, ticket.counter, call.direction, call.ani,
    call.arrived_at, call.answered_at, call.hung_up_at, call.queue, call.agent_id, call.outcome,
    call.decision
FROM call JOIN ticket USING (ticket_id)
WHERE call.site = :site
AND call.contact_id IN (
    SELECT contact_id FROM contact
    WHERE site = :site AND (number = :number OR callback_to = :number)
)
AND (call.arrived_at, call.call_id) < (:before_at, :before_id::uuid)
ORDER BY call.arrived_at DESC, call.call_id DESC
LIMIT :most;

-- name: contacts_of_number(site, number, before_at, before_id, most)
-- Return the newest contacts of a number with their first tickets, behind a place.
SELECT
    contact.contact_id, first.ticket_id, first.ticket_day, first.counter, contact.opened_at,
    contact.ended_at, contact.end_reason, contact.told_at, contact.promised_for,
    contact.is_urgent, contact.is_shared, contact.callback_to
FROM contact CROSS JOIN LATERAL (
    SELECT ticket_id, ticket_day, counter FROM ticket
    WHERE ticket.contact_id = contact.contact_id
    ORDER BY opened_at, ticket_id
    LIMIT 1
) AS first
WHERE contact.site = :site AND (contact.number = :number OR contact.callback_to = :number)
AND (contact.opened_at, contact.contact_id) < (:before_at, :before_id::uuid)
ORDER BY contact.opened_at DESC, contact.contact_id DESC
LIMIT :most;

-- name: dispatches_listed(site, states, before_at, before_id, most)
-- Return the newest dispatches in any of the states, behind a place.
SELECT
    dispatch_id, ticket_id, visit_id, target, about, facts::text AS facts, written_at, not_before,
    state, attempts, next_at, address, sent_at, acknowledged_at, error, chases, chased_at, task_at
FROM dispatch
WHERE site = :site AND state = ANY (:states::text[])
AND (written_at, dispatch_id) < (:before_at, :before_id::uuid)
ORDER BY written_at DESC, dispatch_id DESC
LIMIT :most;
