-- For how long a person was on hold within a talk.
-- depends: 0001-calls-contacts-agents 0033-sealed-second-factors

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

-- migrate: rollback
