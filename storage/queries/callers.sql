-- name: served_by_menu(site, since)
-- Return whose contact a menu ended since then, with what they had called for; the oldest first.
SELECT contact.number, contact.contact_id, last.subject, contact.ended_at
FROM contact
JOIN LATERAL (
    SELECT call.subject, call.outcome FROM call
    WHERE call.contact_id = contact.contact_id AND call.direction = 'inbound'
    ORDER BY call.arrived_at DESC, call.call_id DESC
    LIMIT 1
) AS last ON last.outcome = 'self_served'
WHERE contact.site = :site AND contact.ended_at >= :since
AND contact.end_reason = 'self_served' AND contact.number IS NOT NULL
ORDER BY contact.ended_at, contact.contact_id;

-- name: histories(site, since, zone)
-- Return what every number did that called since then, from the rows of its calls; `storage/behaviour.py` says the same of one call.
WITH attempt AS (
    SELECT
        contact.number,
        call.direction = 'inbound' AS is_inbound,
        call.arrived_at,
        call.trunk,
        coalesce(call.hung_up_at, call.arrived_at) AS over_at,
        call.has_voice,
        -- Silence counts only where somebody had to speak.
        call.joined_at IS NOT NULL OR call.decision = '8_due' AS was_listened_to,
        CASE
            WHEN call.outcome IS NULL THEN NULL
            WHEN call.outcome = 'answered' THEN CASE
                WHEN call.cause IN ('congestion', 'lost', 'unreachable', 'unknown', 'no_answer')
                    THEN 'failed'
                WHEN call.has_voice OR (
                    contact.end_reason = 'served'
                    AND contact.ended_at <= call.hung_up_at + interval '5 seconds'
                ) THEN 'talked'
                ELSE 'dead_air'
            END
            WHEN call.outcome = 'refused' THEN 'rejected'
            WHEN call.outcome = 'told' THEN 'told'
            WHEN call.outcome = 'self_served' THEN 'cancelled'
            WHEN call.outcome = 'failed' THEN 'failed'
            WHEN call.outcome IN ('abandoned', 'short_abandoned') THEN CASE
                WHEN call.hung_up_at < call.admitted_at + interval '2 seconds'
                    THEN 'hung_up_at_once'
                ELSE 'held'
            END
            WHEN call.decision = '8_due' AND NOT call.has_voice THEN 'dead_air'
            ELSE 'menu'
        END AS became
    FROM call JOIN contact USING (contact_id)
    WHERE call.site = :site AND call.arrived_at >= :since AND contact.number IS NOT NULL
    AND (call.direction = 'inbound' OR call.outcome = 'answered')
),
person AS (
    SELECT
        number,
        max(arrived_at) FILTER (WHERE is_inbound) AS last_at,
        max(over_at) FILTER (
            WHERE became IN ('talked', 'cancelled') OR (has_voice AND was_listened_to)
        ) AS heard_at,
        max(arrived_at) FILTER (
            WHERE became IN ('talked', 'cancelled', 'dead_air', 'told', 'menu', 'held')
        ) AS stayed_at
    FROM attempt
    GROUP BY number
    HAVING bool_or(is_inbound)
),
place AS (
    SELECT number, min(told_at) AS told_at
    FROM contact
    WHERE site = :site AND ended_at IS NULL AND number IS NOT NULL
    GROUP BY number
),
another AS (
    SELECT contact.number, max(ticket.opened_at) AS person_at
    FROM ticket JOIN contact USING (contact_id)
    WHERE ticket.site = :site AND ticket.ticket_day >= (:since AT TIME ZONE :zone)::date
    AND ticket.opened_at > contact.opened_at AND contact.number IS NOT NULL
    GROUP BY contact.number
),
counted AS (
    SELECT
        number,
        array_agg(arrived_at ORDER BY arrived_at DESC) FILTER (WHERE is_inbound) AS moments,
        array_agg(trunk ORDER BY arrived_at DESC) FILTER (WHERE is_inbound) AS trunks,
        array_agg(became ORDER BY arrived_at DESC) FILTER (WHERE is_inbound) AS ends,
        count(*) FILTER (
            WHERE is_inbound AND
            (arrived_at AT TIME ZONE :zone)::date = (last_at AT TIME ZONE :zone)::date
        ) AS attempts_today,
        count(*) FILTER (WHERE is_inbound AND arrived_at > told_at) AS attempts_since_told,
        count(*) FILTER (
            WHERE was_listened_to AND NOT has_voice
            AND over_at > coalesce(heard_at, '-infinity')
        ) AS unheard_calls,
        count(*) FILTER (
            WHERE became = 'hung_up_at_once' AND arrived_at > coalesce(stayed_at, '-infinity')
        ) AS hang_ups_at_once,
        count(*) FILTER (
            WHERE became = 'dead_air'
            AND over_at > greatest(heard_at, pardoned.changed_at, '-infinity')
        ) AS dead_airs
    FROM attempt
    JOIN person USING (number)
    LEFT JOIN place USING (number)
    LEFT JOIN (
        SELECT number, changed_at FROM caller_silence WHERE site = :site AND cause IS NULL
    ) AS pardoned USING (number)
    GROUP BY number
)
SELECT
    number, first.opened_at AS first_seen_at,
    trim_array(moments, greatest(cardinality(moments) - 16, 0)) AS moments,
    trim_array(trunks, greatest(cardinality(trunks) - 16, 0)) AS trunks,
    trim_array(ends, greatest(cardinality(ends) - 16, 0)) AS ends,
    attempts_today, place.told_at, attempts_since_told, person.heard_at, unheard_calls,
    hang_ups_at_once, dead_airs, another.person_at AS another_person_at
FROM counted
JOIN person USING (number)
LEFT JOIN place USING (number)
LEFT JOIN another USING (number)
LEFT JOIN LATERAL (
    SELECT opened_at FROM contact
    WHERE contact.site = :site AND contact.number = counted.number
    ORDER BY opened_at
    LIMIT 1
) AS first ON true;

-- name: silences(site, now)
-- Return the numbers whose silence or exemption is still in force.
SELECT number, cause, times, since, until, exempt_until
FROM caller_silence
WHERE site = :site AND (until > :now OR exempt_until > :now)
ORDER BY number;
