-- For how long a person was on hold within a talk, and in which line of a report a need stands.
-- depends: 0027-reports 0033-sealed-second-factors

-- migrate: apply

ALTER TABLE call
    ADD COLUMN hold_s double precision NOT NULL DEFAULT 0
        CONSTRAINT call_hold_not_negative CHECK (hold_s >= 0);

-- Of the calls before, by their journals: music instead of the operator, by the page, by the
-- telephone's own key, or while the operator spoke with a colleague aside.
UPDATE call SET hold_s = greatest(held.hold_s, 0)
FROM (
    SELECT
        began.call_id,
        sum(extract(epoch FROM coalesce(ended.at, talk.hung_up_at) - began.at))::float8 AS hold_s
    FROM call AS talk
    JOIN call_event AS began USING (call_id)
    LEFT JOIN LATERAL (
        SELECT later.at FROM call_event AS later
        WHERE later.call_id = began.call_id AND later.sequence > began.sequence
        AND (
            later.phase <> began.phase
            OR later.reason IN ('phone_taken_back', 'agent_returns', 'let_in', 'telephone_lost')
        )
        ORDER BY later.sequence
        LIMIT 1
    ) AS ended ON true
    WHERE talk.hung_up_at IS NOT NULL AND began.at >= talk.joined_at
    AND (
        (began.phase = 'Talking' AND began.reason = 'phone_held')
        OR (began.phase = 'Transferring' AND began.reason IN ('on_hold', 'aside'))
    )
    GROUP BY began.call_id
) AS held
WHERE call.call_id = held.call_id;

-- As metrics/place.py tells it: the call in which an agent served the need, else the last one.
CREATE FUNCTION place_of_need(need uuid, served_at timestamptz)
RETURNS TABLE (queue text, topic text, operator uuid)
LANGUAGE sql STABLE AS $$
    SELECT
        (array_agg(call.queue ORDER BY call.arrived_at DESC, call.call_id DESC)
            FILTER (WHERE call.queue IS NOT NULL))[1],
        (array_agg(call.subject ORDER BY call.arrived_at DESC, call.call_id DESC)
            FILTER (WHERE call.subject IS NOT NULL))[1],
        (array_agg(call.agent_id ORDER BY call.joined_at, call.call_id)
            FILTER (WHERE call.joined_at IS NOT NULL))[1]
    FROM call
    WHERE call.contact_id = need
    AND (place_of_need.served_at IS NULL OR call.arrived_at <= place_of_need.served_at);
$$;

-- The clinic of the first home visit that came of a need.
CREATE FUNCTION clinic_of_need(need uuid)
RETURNS TABLE (clinic text)
LANGUAGE sql STABLE AS $$
    SELECT visit.clinic
    FROM ticket JOIN visit USING (ticket_id)
    WHERE ticket.contact_id = need AND visit.clinic IS NOT NULL
    ORDER BY ticket.opened_at, ticket.ticket_id, visit.place
    LIMIT 1;
$$;

-- migrate: rollback
