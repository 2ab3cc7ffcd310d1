-- What reports of a period are read by: needs as people met them, and calls by their time.
-- depends: 0023-words-of-requests

-- migrate: apply

CREATE INDEX contact_opened ON contact (site, opened_at);
CREATE INDEX agent_event_at ON agent_event (site, at);

-- Every need whose person dialled first in a period, as metrics/tally.py judges it: a test compares
-- the two. One function, so that a count and the list behind it cannot say different things.
CREATE FUNCTION reported_needs(
    of_site text, begins_at timestamptz, ends_at timestamptz, zone text, as_of timestamptz
) RETURNS TABLE (
    contact_id uuid,
    number text,
    first_dial_at timestamptz,
    told_at timestamptz,
    promised_for timestamptz,
    end_reason text,
    dialled text,
    trunk text,
    attempts bigint,
    served_at timestamptz,
    is_first_contact boolean,
    is_first_lost boolean,
    is_told_or_talking boolean,
    is_kept boolean,
    is_broken boolean,
    is_repeat boolean,
    is_not_contained boolean
) LANGUAGE sql STABLE AS $$
WITH made AS (
    SELECT
        contact.contact_id,
        count(*) FILTER (WHERE call.direction = 'inbound') AS attempts,
        min(call.joined_at) AS served_at,
        min(call.joined_at) FILTER (
            WHERE contact.told_at IS NULL OR call.joined_at >= contact.told_at
        ) AS kept_at,
        (array_agg(call.dialled ORDER BY call.arrived_at, call.call_id)
            FILTER (WHERE call.direction = 'inbound'))[1] AS dialled,
        (array_agg(call.trunk ORDER BY call.arrived_at, call.call_id)
            FILTER (WHERE call.direction = 'inbound'))[1] AS trunk,
        (array_agg(coalesce(call.outcome, '') ORDER BY call.arrived_at, call.call_id)
            FILTER (WHERE call.direction = 'inbound'))[1] AS first_outcome,
        bool_or(
            call.direction = 'inbound'
            AND call.entered_at <= contact.opened_at + interval '1 minute'
            AND coalesce(call.hung_up_at > contact.opened_at + interval '1 minute', true)
        ) AS was_held,
        bool_or(
            call.outcome = 'told' AND call.hung_up_at <= contact.opened_at + interval '1 minute'
        ) AS was_told
    FROM contact JOIN call USING (contact_id)
    WHERE contact.site = of_site
    AND contact.opened_at >= begins_at AND contact.opened_at < ends_at
    GROUP BY contact.contact_id
    HAVING bool_or(call.direction = 'inbound')
)
SELECT
    contact.contact_id,
    contact.number,
    contact.opened_at,
    contact.told_at,
    contact.promised_for,
    contact.end_reason,
    made.dialled,
    made.trunk,
    made.attempts,
    made.served_at,
    first.is_first,
    first.is_first AND made.first_outcome = 'failed',
    coalesce(made.served_at <= contact.opened_at + interval '1 minute', false)
    OR coalesce(
        contact.end_reason = 'self_served'
        AND contact.ended_at <= contact.opened_at + interval '1 minute', false
    )
    OR coalesce(contact.told_at <= contact.opened_at + interval '1 minute', false)
    OR coalesce(made.was_held, false) OR coalesce(made.was_told, false),
    coalesce(made.kept_at <= contact.promised_for, false),
    contact.promised_for IS NOT NULL AND contact.promised_for < as_of
    AND NOT coalesce(made.kept_at <= contact.promised_for, false)
    AND NOT coalesce(
        contact.end_reason <> 'served' AND contact.ended_at <= contact.promised_for, false
    ),
    coalesce(
        before.end_reason = 'served'
        AND contact.opened_at - before.ended_at <= interval '7 days', false
    ),
    coalesce(
        before.end_reason = 'self_served'
        AND contact.opened_at - before.ended_at <= interval '1 day', false
    )
FROM made
JOIN contact USING (contact_id)
LEFT JOIN LATERAL (
    SELECT earlier.ended_at, earlier.end_reason
    FROM contact AS earlier
    WHERE earlier.site = of_site AND earlier.number = contact.number
    AND earlier.opened_at < contact.opened_at
    ORDER BY earlier.opened_at DESC
    LIMIT 1
) AS before ON true
CROSS JOIN LATERAL (
    SELECT contact.number IS NOT NULL AND NOT EXISTS (
        SELECT FROM contact AS earlier
        WHERE earlier.site = of_site AND earlier.number = contact.number
        AND earlier.opened_at < date_trunc('day', contact.opened_at, zone)
    ) AS is_first
) AS first
$$;

-- The name of the line of a report to which a moment belongs, by the clock on the wall.
CREATE FUNCTION report_key(by_what text, moment timestamptz, zone text) RETURNS text
LANGUAGE sql STABLE AS $$
SELECT CASE by_what
    WHEN 'day' THEN to_char(moment AT TIME ZONE zone, 'YYYY-MM-DD')
    WHEN 'hour' THEN to_char(moment AT TIME ZONE zone, 'YYYY-MM-DD"T"HH24:00')
    WHEN 'quarter_hour' THEN to_char(
        date_bin('15 minutes', moment AT TIME ZONE zone, timestamp '2000-01-01'),
        'YYYY-MM-DD"T"HH24:MI'
    )
    WHEN 'half_hour' THEN to_char(
        date_bin('30 minutes', moment AT TIME ZONE zone, timestamp '2000-01-01'),
        'YYYY-MM-DD"T"HH24:MI'
    )
    WHEN 'hour_of_day' THEN to_char(moment AT TIME ZONE zone, 'HH24')
    WHEN 'weekday' THEN to_char(moment AT TIME ZONE zone, 'ID')
    WHEN 'month' THEN to_char(moment AT TIME ZONE zone, 'YYYY-MM')
    ELSE ''
END
$$;

-- migrate: rollback
