-- part: line_of_call
-- In which line of a report a call stands.
CASE :grouping
    WHEN 'queue' THEN coalesce(call.queue, '')
    WHEN 'topic' THEN coalesce(call.subject, '')
    WHEN 'operator' THEN coalesce(call.agent_id::text, '')
    WHEN 'dialled' THEN call.dialled
    WHEN 'clinic' THEN coalesce(visited.clinic, '')
    ELSE report_key(:grouping, call.arrived_at, :zone)
END

-- part: line_of_need
-- In which line of a report a need stands.
CASE :grouping
    WHEN 'queue' THEN coalesce(met.queue, '')
    WHEN 'topic' THEN coalesce(met.topic, '')
    WHEN 'operator' THEN coalesce(met.operator::text, '')
    WHEN 'dialled' THEN need.dialled
    WHEN 'clinic' THEN coalesce(visited.clinic, '')
    ELSE report_key(:grouping, need.first_dial_at, :zone)
END

-- part: calls_asked_for
-- All that a list may ask of the calls of a report.
AND (:queue::text IS NULL OR call.queue = :queue)
AND (:operator::uuid IS NULL OR call.agent_id = :operator)
AND (:dialled::text IS NULL OR call.dialled = :dialled)
AND (:topic::text IS NULL OR call.subject = :topic)
AND (:beginning::text IS NULL OR left(contact.number, :signs) = :beginning)
AND (:same_as::uuid IS NULL OR contact.number = (
    SELECT number FROM call AS known JOIN contact AS theirs USING (contact_id)
    WHERE known.call_id = :same_as AND known.site = :site
))

-- name: report_calls(site, since, until, zone, grouping, queue, operator, dialled, topic)
-- Count the calls of a period by the lines of a report; whoever hides their number is one person per call.
WITH counted AS (
    SELECT
        -- insert: line_of_call
        AS key,
        call.direction = 'inbound' AS is_attempt,
        call.direction = 'inbound' AND call.entered_at IS NOT NULL AS is_queued,
        CASE
            WHEN call.outcome IS NULL AND call.joined_at IS NULL THEN 'open'
            WHEN call.outcome IS NULL THEN 'answered'
            WHEN call.outcome = 'refused' THEN 'blocked'
            WHEN call.outcome = 'not_reached' THEN 'failed'
            ELSE call.outcome
        END AS ending,
        CASE WHEN call.wait_s < 0 THEN 0 ELSE call.wait_s::float8 END AS wait_s,
        CASE WHEN call.talk_s < 0 THEN 0 ELSE call.talk_s::float8 END AS joined_s,
        CASE WHEN call.talk_s > 0 THEN least(call.hold_s, call.talk_s::float8) ELSE 0 END
            AS hold_s,
        call.joined_at IS NOT NULL AS is_talk,
        coalesce(contact.number, call.call_id::text) AS person
    FROM call
    JOIN contact USING (contact_id)
    LEFT JOIN LATERAL clinic_of_need(call.contact_id) AS visited ON :grouping = 'clinic'
    WHERE call.site = :site AND call.arrived_at >= :since AND call.arrived_at < :until
    AND (:queue::text IS NULL OR call.queue = :queue)
    AND (:operator::uuid IS NULL OR call.agent_id = :operator)
    AND (:dialled::text IS NULL OR call.dialled = :dialled)
    AND (:topic::text IS NULL OR call.subject = :topic)
),
person AS (
    SELECT key, count(*)::integer AS people
    FROM (SELECT DISTINCT key, person FROM counted WHERE is_attempt) AS known
    GROUP BY key
)
SELECT
    key, is_attempt, is_queued, ending,
    count(*)::integer AS calls,
    coalesce(sum(wait_s) FILTER (WHERE is_queued AND ending = 'answered'), 0) AS wait_s,
    count(*) FILTER (WHERE is_queued AND ending = 'answered' AND wait_s <= 15)::integer
        AS within_15s,
    count(*) FILTER (WHERE is_queued AND ending = 'answered' AND wait_s <= 20)::integer
        AS within_20s,
    count(*) FILTER (WHERE is_talk)::integer AS talks,
    coalesce(sum(joined_s - hold_s), 0) AS talk_s,
    coalesce(sum(hold_s), 0) AS hold_s,
    count(*) FILTER (WHERE NOT is_attempt AND (is_talk OR ending = 'answered'))::integer
        AS called_back,
    coalesce(max(people), 0) AS people
FROM counted LEFT JOIN person USING (key)
GROUP BY key, is_attempt, is_queued, ending;

-- name: report_needs(site, since, until, zone, grouping, queue, operator, dialled, topic, now)
-- Count the needs of a period by the lines of a report, each from the first dial; metrics/place.py tells in which line one stands.
SELECT
    -- insert: line_of_need
    AS key,
    count(*)::integer AS needs,
    count(served_at)::integer AS served,
    coalesce(
        sum(greatest(extract(epoch FROM served_at - first_dial_at)::float8, 0)) FILTER (
            WHERE served_at IS NOT NULL
        ), 0
    ) AS wait_s,
    count(*) FILTER (WHERE served_at <= first_dial_at + interval '20 seconds')::integer AS met_20s,
    count(*) FILTER (
        WHERE served_at <= first_dial_at + interval '20 seconds'
        OR :now::timestamptz - first_dial_at >= interval '20 seconds'
    )::integer AS judged_20s,
    count(*) FILTER (WHERE served_at <= first_dial_at + interval '90 seconds')::integer AS met_90s,
    count(*) FILTER (
        WHERE served_at <= first_dial_at + interval '90 seconds'
        OR :now::timestamptz - first_dial_at >= interval '90 seconds'
    )::integer AS judged_90s,
    count(*) FILTER (WHERE is_told_or_talking)::integer AS told_or_talking,
    count(*) FILTER (
        WHERE is_told_or_talking OR :now::timestamptz - first_dial_at >= interval '60 seconds'
    )::integer AS judged_60s,
    count(*) FILTER (WHERE is_first_contact)::integer AS first_timers,
    count(*) FILTER (WHERE is_first_lost)::integer AS first_lost_seen,
    count(promised_for)::integer AS promised,
    count(*) FILTER (WHERE is_kept)::integer AS promises_kept,
    count(*) FILTER (WHERE is_broken)::integer AS promises_broken,
    count(*) FILTER (WHERE end_reason = 'self_served')::integer AS self_served,
    count(*) FILTER (WHERE is_repeat)::integer AS repeats,
    count(*) FILTER (WHERE is_not_contained)::integer AS not_contained
FROM reported_needs(:site, :since, :until, :zone, :now) AS need
LEFT JOIN LATERAL place_of_need(need.contact_id, need.served_at) AS met ON (
    :grouping IN ('queue', 'topic', 'operator')
    OR num_nonnulls(:queue::text, :topic::text, :operator::uuid) > 0
)
LEFT JOIN LATERAL clinic_of_need(need.contact_id) AS visited ON :grouping = 'clinic'
WHERE (:dialled::text IS NULL OR need.dialled = :dialled)
AND (:queue::text IS NULL OR met.queue = :queue)
AND (:topic::text IS NULL OR met.topic = :topic)
AND (:operator::uuid IS NULL OR met.operator = :operator)
GROUP BY 1;

-- name: report_agents(site, since, until, zone, grouping, operator, now)
-- Sum how agents spent the time of a period, by the lines of a report; each stretch where it begins.
WITH moved AS (
    SELECT
        agent_id, presence, activity, at,
        lead(at) OVER (PARTITION BY agent_id ORDER BY at, event_id) AS next_at
    FROM agent_event
    WHERE site = :site AND at >= :since::timestamptz - interval '1 day' AND at < :until
    AND (:operator::uuid IS NULL OR agent_id = :operator)
),
spent AS (
    SELECT
        agent_id, presence, activity, greatest(at, :since) AS begins_at,
        extract(
            epoch FROM least(coalesce(next_at, :now), :until, :now) - greatest(at, :since)
        )::float8 AS seconds
    FROM moved
    WHERE coalesce(next_at, :now) > :since
)
SELECT
    CASE :grouping
        WHEN 'operator' THEN agent_id::text
        ELSE report_key(:grouping, begins_at, :zone)
    END AS key,
    coalesce(sum(seconds) FILTER (WHERE activity = 'idle' AND presence = 'available'), 0) AS idle_s,
    coalesce(sum(seconds) FILTER (WHERE activity = 'ringing'), 0) AS ring_s,
    coalesce(sum(seconds) FILTER (WHERE activity = 'talking'), 0) AS talk_s,
    coalesce(sum(seconds) FILTER (WHERE activity = 'wrap_up'), 0) AS wrap_up_s,
    coalesce(sum(seconds) FILTER (
        WHERE activity = 'unreachable' AND presence = 'available'
    ), 0) AS unreachable_s,
    coalesce(sum(seconds) FILTER (
        WHERE activity IN ('idle', 'unreachable') AND presence = 'break'
    ), 0) AS break_s,
    coalesce(sum(seconds) FILTER (
        WHERE activity IN ('idle', 'unreachable') AND presence = 'aside'
    ), 0) AS aside_s
FROM spent
WHERE seconds > 0
GROUP BY 1;

-- name: report_days(site, since, until, zone)
-- Return each day of a period on which anybody called.
SELECT
    (call.arrived_at AT TIME ZONE :zone)::date AS day,
    count(DISTINCT coalesce(contact.number, call.call_id::text))::integer AS people,
    count(*)::integer AS attempts,
    count(call.joined_at)::integer AS answered,
    count(*) FILTER (WHERE call.outcome = 'abandoned')::integer AS abandoned,
    count(*) FILTER (WHERE call.outcome = 'refused')::integer AS blocked
FROM call JOIN contact USING (contact_id)
WHERE call.site = :site AND call.direction = 'inbound'
AND call.arrived_at >= :since AND call.arrived_at < :until
GROUP BY 1
ORDER BY 1;

-- name: report_full_hours(site, since, until, trunks, channels, now)
-- Return for each hour with first-timers how many they were, and for how long a trunk had no channel free.
WITH trunk AS (
    SELECT * FROM unnest(:trunks::text[], :channels::integer[]) AS named (trunk, channels)
),
step AS (
    SELECT call.trunk, call.arrived_at AS at, 1 AS more
    FROM call JOIN trunk USING (trunk)
    WHERE call.site = :site AND call.arrived_at >= :since AND call.arrived_at < :until
    UNION ALL
    SELECT call.trunk, coalesce(call.hung_up_at, :now), -1
    FROM call JOIN trunk USING (trunk)
    WHERE call.site = :site AND call.arrived_at >= :since AND call.arrived_at < :until
),
level AS (
    SELECT
        step.trunk, step.at,
        sum(step.more) OVER calls AS busy,
        lead(step.at) OVER calls AS next_at
    FROM step
    WINDOW calls AS (PARTITION BY step.trunk ORDER BY step.at, step.more ROWS UNBOUNDED PRECEDING)
),
full_hour AS (
    SELECT
        level.trunk, date_trunc('hour', level.at) AS begins_at,
        sum(extract(epoch FROM level.next_at - level.at))::float8 AS full_s
    FROM level JOIN trunk USING (trunk)
    WHERE level.busy >= trunk.channels AND level.next_at IS NOT NULL
    GROUP BY 1, 2
),
first_timer AS (
    SELECT trunk, date_trunc('hour', first_dial_at) AS begins_at, count(*)::integer AS first_timers
    FROM reported_needs(:site, :since, :until, 'UTC', :now)
    WHERE is_first_contact
    GROUP BY 1, 2
)
SELECT
    first_timer.begins_at, first_timer.first_timers,
    least(1.0, coalesce(full_hour.full_s, 0) / 3600)::float8 AS full_share
FROM first_timer LEFT JOIN full_hour USING (trunk, begins_at)
ORDER BY first_timer.begins_at, trunk;

-- name: report_clinics(site, first_day, last_day)
-- Count the visits of each clinic on each day of a period.
SELECT
    coalesce(visit.clinic, '') AS clinic,
    coalesce(institution.name, '') AS name,
    visit.day,
    count(*) FILTER (
        WHERE NOT is_on_waiting_list AND state <> 'cancelled' AND shift = 'district'
    )::integer AS booked_district,
    count(*) FILTER (
        WHERE NOT is_on_waiting_list AND state <> 'cancelled' AND shift IS DISTINCT FROM 'district'
    )::integer AS booked_duty,
    count(*) FILTER (WHERE is_on_waiting_list AND state <> 'cancelled')::integer AS waiting_list,
    count(acknowledged_at)::integer AS acknowledged,
    count(*) FILTER (WHERE state = 'visited')::integer AS visited,
    count(*) FILTER (WHERE state = 'refused')::integer AS refused,
    count(*) FILTER (WHERE state = 'cancelled')::integer AS cancelled
FROM visit
LEFT JOIN institution ON institution.site = visit.site AND institution.code = visit.clinic
WHERE visit.site = :site AND visit.day BETWEEN :first_day AND :last_day
GROUP BY 1, 2, 3
ORDER BY 3, 1;

-- name: report_numbers(site, since, until, most)
-- Return the numbers that dialled most often.
WITH attempt AS (
    SELECT
        contact.number, call.call_id, call.arrived_at, call.hung_up_at, call.joined_at,
        call.outcome,
        call.arrived_at - lag(call.arrived_at) OVER (
            PARTITION BY contact.number ORDER BY call.arrived_at, call.call_id
        ) AS gap
    FROM call JOIN contact USING (contact_id)
    WHERE call.site = :site AND call.direction = 'inbound' AND contact.number IS NOT NULL
    AND call.arrived_at >= :since AND call.arrived_at < :until
)
SELECT
    number,
    count(*)::integer AS attempts,
    (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM gap)))::float8 AS gap_s,
    coalesce(sum(extract(epoch FROM hung_up_at - arrived_at)), 0)::float8 AS channel_s,
    count(*) FILTER (
        WHERE outcome = 'answered' OR (outcome IS NULL AND joined_at IS NOT NULL)
    )::integer AS answered,
    count(*) FILTER (WHERE outcome = 'refused')::integer AS refused,
    min(arrived_at) AS first_at,
    max(arrived_at) AS last_at,
    (array_agg(call_id ORDER BY arrived_at DESC, call_id DESC))[1] AS newest_call_id
FROM attempt
GROUP BY number
ORDER BY attempts DESC, number
LIMIT :most;

-- name: report_ranges(site, since, until, signs, most)
-- Return the beginnings of numbers that dialled most often; what is kept under a hash has none.
SELECT
    left(contact.number, :signs) AS prefix,
    count(DISTINCT contact.number)::integer AS people,
    count(*)::integer AS attempts
FROM call JOIN contact USING (contact_id)
WHERE call.site = :site AND call.direction = 'inbound' AND contact.number LIKE '+%'
AND call.arrived_at >= :since AND call.arrived_at < :until
GROUP BY 1
ORDER BY attempts DESC, prefix
LIMIT :most;

-- name: report_storm(site, since, until)^
-- Return who made the attempts of a period, by how often and after how long a pause they dialled.
WITH attempt AS (
    SELECT
        contact.number,
        extract(epoch FROM call.arrived_at - lag(call.arrived_at) OVER (
            PARTITION BY contact.number ORDER BY call.arrived_at, call.call_id
        )) AS gap_s
    FROM call JOIN contact USING (contact_id)
    WHERE call.site = :site AND call.direction = 'inbound'
    AND call.arrived_at >= :since AND call.arrived_at < :until
),
person AS (
    SELECT
        number, count(*)::integer AS attempts,
        row_number() OVER (ORDER BY count(*) DESC, number) AS place
    FROM attempt
    WHERE number IS NOT NULL
    GROUP BY number
),
hidden AS (SELECT count(*)::integer AS attempts FROM attempt WHERE number IS NULL),
gap AS (
    SELECT
        count(*) FILTER (WHERE gap_s < 10)::integer AS under_10s,
        count(*) FILTER (WHERE gap_s >= 10 AND gap_s < 30)::integer AS from_10s,
        count(*) FILTER (WHERE gap_s >= 30 AND gap_s < 60)::integer AS from_30s,
        count(*) FILTER (WHERE gap_s >= 60 AND gap_s < 300)::integer AS from_1min,
        count(*) FILTER (WHERE gap_s >= 300 AND gap_s < 1800)::integer AS from_5min,
        count(*) FILTER (WHERE gap_s >= 1800)::integer AS from_30min
    FROM attempt
    WHERE number IS NOT NULL
)
SELECT
    count(*)::integer + hidden.attempts AS people,
    coalesce(sum(person.attempts), 0)::integer + hidden.attempts AS attempts,
    coalesce(sum(person.attempts) FILTER (WHERE place <= 10), 0)::integer AS attempts_of_top_10,
    coalesce(sum(person.attempts) FILTER (WHERE place <= 50), 0)::integer AS attempts_of_top_50,
    hidden.attempts AS hidden_attempts,
    count(*) FILTER (WHERE person.attempts = 1)::integer AS once,
    count(*) FILTER (WHERE person.attempts = 2)::integer AS twice,
    count(*) FILTER (WHERE person.attempts BETWEEN 3 AND 5)::integer AS from_3,
    count(*) FILTER (WHERE person.attempts BETWEEN 6 AND 10)::integer AS from_6,
    count(*) FILTER (WHERE person.attempts BETWEEN 11 AND 50)::integer AS from_11,
    count(*) FILTER (WHERE person.attempts > 50)::integer AS from_51,
    (SELECT to_json(gap)::text FROM gap) AS gaps
FROM hidden LEFT JOIN person ON true
GROUP BY hidden.attempts;

-- name: report_calls_listed(site, since, until, zone, grouping, key, queue, operator, dialled, topic, beginning, signs, same_as, counted, before_at, before_id, most)
-- Return the newest calls that a number of a report counts, behind a place.
SELECT
    call.call_id, call.contact_id, call.ticket_id, ticket.ticket_day, ticket.counter,
    call.direction, contact.number, call.dialled, call.arrived_at,
    call.wait_s::float8 AS wait_s, spoken.talk_s, spoken.hold_s,
    call.queue, call.agent_id AS operator, call.subject AS topic, call.outcome, call.decision
FROM call
JOIN contact USING (contact_id)
JOIN ticket USING (ticket_id)
LEFT JOIN LATERAL (
    SELECT
        greatest(call.talk_s::float8 - call.hold_s, 0) AS talk_s,
        least(call.hold_s, call.talk_s::float8) AS hold_s
    WHERE call.talk_s IS NOT NULL
) AS spoken ON true
LEFT JOIN LATERAL clinic_of_need(call.contact_id) AS visited ON :grouping = 'clinic'
WHERE call.site = :site AND call.arrived_at >= :since AND call.arrived_at < :until
AND (call.arrived_at, call.call_id) < (:before_at, :before_id)
-- insert: calls_asked_for
AND (
    :key::text IS NULL OR :key =
    -- insert: line_of_call
)
AND CASE :counted
    WHEN 'attempts' THEN call.direction = 'inbound'
    WHEN 'offered' THEN call.direction = 'inbound' AND call.entered_at IS NOT NULL
    WHEN 'placed' THEN call.direction = 'outbound'
    WHEN 'called_back' THEN call.direction = 'outbound'
        AND (call.joined_at IS NOT NULL OR call.outcome = 'answered')
    WHEN 'within_20s' THEN call.direction = 'inbound' AND call.wait_s <= 20
        AND coalesce(call.outcome, 'answered') = 'answered'
        AND (call.outcome IS NOT NULL OR call.joined_at IS NOT NULL)
    WHEN 'blocked' THEN call.direction = 'inbound' AND call.outcome = 'refused'
    WHEN 'open' THEN call.direction = 'inbound' AND call.outcome IS NULL
        AND call.joined_at IS NULL
    WHEN 'answered' THEN call.direction = 'inbound'
        AND (call.outcome = 'answered' OR (call.outcome IS NULL AND call.joined_at IS NOT NULL))
    WHEN 'failed' THEN call.direction = 'inbound' AND call.outcome IN ('failed', 'not_reached')
    ELSE call.direction = 'inbound' AND call.outcome = :counted
END
ORDER BY call.arrived_at DESC, call.call_id DESC
LIMIT :most;

-- name: report_people_listed(site, since, until, zone, grouping, key, queue, operator, dialled, topic, beginning, signs, same_as, least, utmost, before_at, before_id, most)
-- Return the people that a number of a report counts, who dialled last first, behind a place; each with the newest attempt.
WITH attempt AS (
    SELECT
        call.call_id, call.arrived_at, call.joined_at, contact.number,
        coalesce(contact.number, call.call_id::text) AS person
    FROM call
    JOIN contact USING (contact_id)
    LEFT JOIN LATERAL clinic_of_need(call.contact_id) AS visited ON :grouping = 'clinic'
    WHERE call.site = :site AND call.direction = 'inbound'
    AND call.arrived_at >= :since AND call.arrived_at < :until
    -- insert: calls_asked_for
    AND (
        :key::text IS NULL OR :key =
        -- insert: line_of_call
    )
),
person AS (
    SELECT
        number,
        count(*)::integer AS attempts,
        count(joined_at)::integer AS answered,
        min(arrived_at) AS first_at,
        max(arrived_at) AS last_at,
        (array_agg(call_id ORDER BY arrived_at DESC, call_id DESC))[1] AS call_id
    FROM attempt
    GROUP BY person, number
    HAVING :least::integer IS NULL
    OR (number IS NOT NULL AND count(*) >= :least AND count(*) < :utmost)
)
SELECT
    call_id, call.contact_id, ticket_id, ticket.ticket_day, ticket.counter,
    person.number, person.attempts, person.answered, person.first_at, person.last_at
FROM person
JOIN call USING (call_id)
JOIN ticket USING (ticket_id)
WHERE (person.last_at, call_id) < (:before_at, :before_id)
ORDER BY person.last_at DESC, call_id DESC
LIMIT :most;

-- name: report_needs_listed(site, since, until, zone, grouping, key, queue, operator, dialled, topic, beginning, signs, same_as, counted, now, before_at, before_id, most)
-- Return the newest needs that a number of a report counts, behind a place.
SELECT
    need.contact_id, ticket.ticket_id, ticket.ticket_day, ticket.counter, need.number,
    need.first_dial_at, need.attempts::integer AS attempts, need.served_at, need.told_at,
    need.promised_for, need.end_reason
FROM reported_needs(:site, :since, :until, :zone, :now) AS need
JOIN LATERAL (
    SELECT ticket_id, ticket_day, counter FROM ticket
    WHERE ticket.contact_id = need.contact_id
    ORDER BY opened_at, ticket_id
    LIMIT 1
) AS ticket ON true
LEFT JOIN LATERAL place_of_need(need.contact_id, need.served_at) AS met ON (
    :grouping IN ('queue', 'topic', 'operator')
    OR num_nonnulls(:queue::text, :topic::text, :operator::uuid) > 0
)
LEFT JOIN LATERAL clinic_of_need(need.contact_id) AS visited ON :grouping = 'clinic'
WHERE (need.first_dial_at, need.contact_id) < (:before_at, :before_id)
AND (:dialled::text IS NULL OR need.dialled = :dialled)
AND (:queue::text IS NULL OR met.queue = :queue)
AND (:topic::text IS NULL OR met.topic = :topic)
AND (:operator::uuid IS NULL OR met.operator = :operator)
AND (:beginning::text IS NULL OR left(need.number, :signs) = :beginning)
AND (:same_as::uuid IS NULL OR need.number = (
    SELECT number FROM call AS known JOIN contact AS theirs USING (contact_id)
    WHERE known.call_id = :same_as AND known.site = :site
))
AND (
    :key::text IS NULL OR :key =
    -- insert: line_of_need
)
AND CASE :counted
    WHEN 'needs' THEN true
    WHEN 'served' THEN need.served_at IS NOT NULL
    WHEN 'met_20s' THEN need.served_at <= need.first_dial_at + interval '20 seconds'
    WHEN 'met_90s' THEN need.served_at <= need.first_dial_at + interval '90 seconds'
    WHEN 'told_or_talking' THEN need.is_told_or_talking
    WHEN 'untold' THEN NOT need.is_told_or_talking
        AND :now::timestamptz - need.first_dial_at >= interval '60 seconds'
    WHEN 'first_timers' THEN need.is_first_contact
    WHEN 'first_lost_seen' THEN need.is_first_lost
    WHEN 'promised' THEN need.promised_for IS NOT NULL
    WHEN 'promises_kept' THEN need.is_kept
    WHEN 'promises_broken' THEN need.is_broken
    WHEN 'self_served' THEN need.end_reason = 'self_served'
    WHEN 'repeats' THEN need.is_repeat
    WHEN 'not_contained' THEN need.is_not_contained
END
ORDER BY need.first_dial_at DESC, need.contact_id DESC
LIMIT :most;

-- name: report_call_facts(site, since, until)
-- Return the calls of a period, and those of the needs that were dialled for in it.
SELECT
    call.call_id, call.contact_id, call.direction, contact.number, call.arrived_at,
    call.entered_at, call.answered_at, call.joined_at, call.hung_up_at, call.outcome, call.queue,
    call.agent_id, call.dialled, call.subject AS topic, call.hold_s, visited.clinic
FROM call
JOIN contact USING (contact_id)
LEFT JOIN LATERAL clinic_of_need(call.contact_id) AS visited ON true
WHERE call.site = :site AND (
    (call.arrived_at >= :since AND call.arrived_at < :until)
    OR (contact.opened_at >= :since AND contact.opened_at < :until)
)
ORDER BY call.arrived_at, call.call_id;

-- name: report_need_facts(site, since, until, zone)
-- Return the needs that were first dialled for in a period.
SELECT
    contact.contact_id, contact.number, contact.opened_at AS first_dial_at, contact.told_at,
    contact.promised_for,
    contact.ended_at, contact.end_reason,
    contact.number IS NOT NULL AND NOT EXISTS (
        SELECT FROM contact AS earlier
        WHERE earlier.site = :site AND earlier.number = contact.number
        AND earlier.opened_at < date_trunc('day', contact.opened_at, :zone)
    ) AS is_first_contact,
    before.ended_at AS before_ended_at, before.end_reason AS before_reason
FROM contact
LEFT JOIN LATERAL (
    SELECT earlier.ended_at, earlier.end_reason
    FROM contact AS earlier
    WHERE earlier.site = :site AND earlier.number = contact.number
    AND earlier.opened_at < contact.opened_at
    ORDER BY earlier.opened_at DESC
    LIMIT 1
) AS before ON true
WHERE contact.site = :site AND contact.opened_at >= :since AND contact.opened_at < :until
ORDER BY contact.opened_at, contact.contact_id;
