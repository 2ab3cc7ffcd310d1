-- name: pending_intakes(site, most)
-- Return the oldest requests that are not filed; a partial one only when its call has ended.
SELECT
    intake.call_id, intake.kind, intake.contact_id, intake.ticket_day, intake.counter,
    intake.visit_id, intake.taken_at, intake.called_from, intake.is_partial, intake.is_urgent,
    intake.takes, intake.born_on, intake.policy_number, intake.phone, intake.institution,
    intake.mark, intake.revision, intake.words
FROM intake JOIN call USING (call_id)
WHERE intake.site = :site AND intake.filed_at IS NULL
AND (NOT intake.is_partial OR call.outcome IS NOT NULL)
ORDER BY intake.taken_at, intake.call_id
LIMIT :most;

-- name: intake_filed(call_id, kind, revision, now)!
-- Take that a request is on its ticket, unless it was taken anew meanwhile.
UPDATE intake SET filed_at = :now
WHERE call_id = :call_id AND kind = :kind AND revision = :revision;

-- name: intakes_waiting(site)
-- Return every request on whose ticket nobody works yet; one that was just taken may have no kind there.
SELECT
    ticket.ticket_id, intake.ticket_day, intake.counter, intake.kind, intake.taken_at,
    intake.is_urgent, intake.is_partial, intake.filed_at IS NOT NULL AS is_filed,
    intake.called_from, intake.phone, intake.born_on, visit.clinic, intake.call_id, intake.takes
FROM (
    -- Each half has an index of the few that wait; one condition for both would read all tickets.
    SELECT call_id, intake.kind, site, ticket_day, counter
    FROM intake WHERE site = :site AND filed_at IS NULL
    UNION
    SELECT intake.call_id, intake.kind, site, ticket_day, counter
    FROM ticket JOIN intake USING (site, ticket_day, counter)
    WHERE site = :site AND ticket.state = 'new' AND ticket.channel = 'intake'
) AS waiting
JOIN intake USING (call_id, kind)
JOIN ticket ON ticket.site = waiting.site AND ticket.ticket_day = waiting.ticket_day
AND ticket.counter = waiting.counter
LEFT JOIN visit USING (visit_id)
WHERE waiting.kind <> 'follow_up'
ORDER BY intake.taken_at, intake.call_id;

-- name: patients_of_numbers(site, since)
-- Return for whom doctors were asked through numbers; who was never told apart is left out.
SELECT contact.number, coalesce(nullif(visit.policy_number, ''), visit.born_on::text) AS patient,
    visit.requested_at
FROM visit JOIN ticket USING (ticket_id) JOIN contact USING (contact_id)
WHERE visit.site = :site AND visit.requested_at >= :since AND contact.number LIKE '+%'
AND coalesce(nullif(visit.policy_number, ''), visit.born_on::text) IS NOT NULL
ORDER BY visit.requested_at, visit.visit_id;
