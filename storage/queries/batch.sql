-- name: write_batch(contacts, tickets, calls, call_events, agent_events, dispositions)!
-- Write one batch of rows, all or nothing, in one round trip; what is stored already stays as it is unless the row is newer.
WITH contact_rows AS (
    INSERT INTO contact (
        contact_id, site, number, opened_at, ended_at, end_reason, topic, told_at, promised_for,
        heard_at, is_urgent, callback_to, cut_off_with, is_shared, revision
    )
    SELECT
        contact_id, site, number, opened_at, ended_at, end_reason, topic, told_at, promised_for,
        heard_at, is_urgent, callback_to, cut_off_with, is_shared, revision
    FROM jsonb_to_recordset(:contacts::jsonb) AS row (
        contact_id uuid, site text, number text, opened_at timestamptz,
        ended_at timestamptz, end_reason text, topic text, told_at timestamptz,
        promised_for timestamptz, heard_at timestamptz, is_urgent boolean, callback_to text,
        cut_off_with uuid, is_shared boolean, revision bigint
    )
    ON CONFLICT (contact_id) DO UPDATE SET
        number = excluded.number, ended_at = excluded.ended_at,
        end_reason = excluded.end_reason, topic = excluded.topic, told_at = excluded.told_at,
        promised_for = excluded.promised_for, heard_at = excluded.heard_at,
        is_urgent = excluded.is_urgent, callback_to = excluded.callback_to,
        cut_off_with = excluded.cut_off_with, is_shared = excluded.is_shared,
        revision = excluded.revision
    WHERE contact.revision < excluded.revision
),
ticket_rows AS (
    INSERT INTO ticket (
        ticket_id, site, contact_id, number, ticket_day, counter, opened_at, state, conclusion,
        ended_at, call_revision
    )
    SELECT
        ticket_id, site, contact_id, number, ticket_day, counter, opened_at, state, conclusion,
        concluded_at, call_revision
    FROM jsonb_to_recordset(:tickets::jsonb) AS row (
        ticket_id uuid, site text, contact_id uuid, number text, ticket_day date,
        counter integer, opened_at timestamptz, state text, conclusion text,
        concluded_at timestamptz, call_revision bigint
    )
    ON CONFLICT (ticket_id) DO UPDATE SET
        state = excluded.state, conclusion = excluded.conclusion, ended_at = excluded.ended_at,
        call_revision = excluded.call_revision, revision = ticket.revision + 1
    -- From the moment in which somebody files it, a call's end says nothing of it any more.
    WHERE ticket.filed_at IS NULL AND ticket.state <> excluded.state
    AND ticket.call_revision < excluded.call_revision
    RETURNING ticket_id, revision, site, ended_at, state, conclusion
),
ticket_history_rows AS (
    INSERT INTO ticket_history (ticket_id, revision, site, at, role, state, kind, payload)
    SELECT
        ticket_id, revision, site, coalesce(ended_at, now()), 'engine', state, 'Concluded',
        jsonb_build_object('conclusion', conclusion)
    FROM ticket_rows
    WHERE conclusion IS NOT NULL OR revision > 1
),
call_rows AS (
    INSERT INTO call (
        call_id, site, leg_id, contact_id, ticket_id, trunk, service,
        ani, ani_kind, ani_short, ani_raw, ani_flags, dialled,
        arrived_at, admitted_at, entered_at, matched_at, ringing_at, answered_at, joined_at,
        hung_up_at, queue, agent_id, rings, rings_without_answer, outcome, cause, policy_id,
        direction, rung, decision, has_voice, recording_state, subject, mark, hold_s, revision
    )
    SELECT
        call_id, site, leg_id, contact_id, ticket_id, trunk, service,
        ani, ani_kind, ani_short, ani_raw, ani_flags, dialled,
        arrived_at, admitted_at, entered_at, matched_at, ringing_at, answered_at, joined_at,
        hung_up_at, queue, agent_id, rings, rings_without_answer, outcome, cause, policy_id,
        direction, rung, decision, has_voice, recording_state, subject, mark, hold_s, revision
    FROM jsonb_to_recordset(:calls::jsonb) AS row (
        call_id uuid, site text, leg_id text, contact_id uuid, ticket_id uuid, trunk text,
        service text, ani text, ani_kind text, ani_short text, ani_raw text, ani_flags text[],
        dialled text, arrived_at timestamptz, admitted_at timestamptz, entered_at timestamptz,
        matched_at timestamptz, ringing_at timestamptz, answered_at timestamptz,
        joined_at timestamptz, hung_up_at timestamptz, queue text, agent_id uuid,
        rings integer, rings_without_answer integer, outcome text, cause text, policy_id text,
        direction text, rung smallint, decision text, has_voice boolean, recording_state text,
        subject text, mark smallint, hold_s double precision, revision bigint
    )
    ON CONFLICT (call_id) DO UPDATE SET
        leg_id = excluded.leg_id, contact_id = excluded.contact_id,
        ticket_id = excluded.ticket_id, trunk = excluded.trunk, service = excluded.service,
        ani = excluded.ani, ani_kind = excluded.ani_kind, ani_short = excluded.ani_short,
        ani_raw = excluded.ani_raw, ani_flags = excluded.ani_flags, dialled = excluded.dialled,
        arrived_at = excluded.arrived_at, admitted_at = excluded.admitted_at,
        entered_at = excluded.entered_at, matched_at = excluded.matched_at,
        ringing_at = excluded.ringing_at, answered_at = excluded.answered_at,
        joined_at = excluded.joined_at, hung_up_at = excluded.hung_up_at,
        queue = excluded.queue, agent_id = excluded.agent_id, rings = excluded.rings,
        rings_without_answer = excluded.rings_without_answer, outcome = excluded.outcome,
        cause = excluded.cause, rung = excluded.rung, decision = excluded.decision,
        has_voice = excluded.has_voice, recording_state = excluded.recording_state,
        subject = excluded.subject, mark = excluded.mark, hold_s = excluded.hold_s,
        revision = excluded.revision
    WHERE call.revision < excluded.revision
),
call_event_rows AS (
    INSERT INTO call_event (call_id, sequence, site, at, kind, payload, reason, phase)
    SELECT call_id, sequence, site, at, kind, payload, reason, phase
    FROM jsonb_to_recordset(:call_events::jsonb) AS row (
        call_id uuid, sequence integer, site text, at timestamptz, kind text, payload jsonb,
        reason text, phase text
    )
    ON CONFLICT (call_id, sequence) DO NOTHING
),
presence_rows AS (
    -- What was wished for during a call is what was declared last: after a restart it holds.
    UPDATE agent SET
        presence = coalesce(latest.wish, latest.presence),
        reason = CASE WHEN latest.wish IS NULL THEN latest.reason ELSE latest.wish_reason END,
        kept_since = latest.kept_since,
        kept_call = latest.kept_call,
        presence_revision = latest.revision
    FROM (
        SELECT DISTINCT ON (agent_id)
            agent_id, presence, reason, wish, wish_reason, kept_since, kept_call, revision
        FROM jsonb_to_recordset(:agent_events::jsonb) AS row (
            agent_id uuid, presence text, reason text, wish text, wish_reason text,
            kept_since timestamptz, kept_call uuid, revision bigint
        )
        ORDER BY agent_id, revision DESC
    ) AS latest
    WHERE agent.agent_id = latest.agent_id AND agent.presence_revision < latest.revision
),
disposition_rows AS (
    INSERT INTO call_disposition (
        call_id, agent_id, site, at, disposition, not_stated, revision
    )
    SELECT call_id, agent_id, site, at, disposition, not_stated, revision
    FROM jsonb_to_recordset(:dispositions::jsonb) AS row (
        call_id uuid, agent_id uuid, site text, at timestamptz, disposition text,
        not_stated text, revision bigint
    )
    ON CONFLICT (call_id, agent_id) DO UPDATE SET
        at = excluded.at, disposition = excluded.disposition, not_stated = excluded.not_stated,
        revision = excluded.revision
    WHERE call_disposition.revision < excluded.revision
)
INSERT INTO agent_event (
    event_id, site, agent_id, at, presence, activity, reason, wish, wish_reason, paused_for,
    missed_rings, phone_trouble
)
SELECT
    event_id, site, agent_id, at, presence, activity, reason, wish, wish_reason, paused_for,
    coalesce(missed_rings, 0), phone_trouble
FROM jsonb_to_recordset(:agent_events::jsonb) AS row (
    event_id uuid, site text, agent_id uuid, at timestamptz, presence text, activity text,
    reason text, wish text, wish_reason text, paused_for text, missed_rings integer,
    phone_trouble text
)
ON CONFLICT (event_id) DO NOTHING;

-- name: last_revision(site)$
-- Return the newest revision among the rows that may still be written anew; 0 when there is none. A contact may be opened again for a few days after its end, and its promise with it.
SELECT greatest(
    (SELECT max(revision) FROM contact WHERE site = :site AND ended_at IS NULL),
    (
        SELECT max(revision) FROM contact
        WHERE site = :site AND ended_at > now() - interval '7 days'
    ),
    (SELECT max(revision) FROM call WHERE site = :site AND outcome IS NULL),
    (SELECT max(presence_revision) FROM agent WHERE site = :site),
    (SELECT max(revision) FROM caller_silence WHERE site = :site),
    (
        SELECT max(callback_request.revision) FROM callback_request
        JOIN contact USING (contact_id)
        WHERE contact.site = :site
        AND (contact.ended_at IS NULL OR contact.ended_at > now() - interval '7 days')
    ),
    (SELECT max(revision) FROM callback_attempt WHERE site = :site AND ended_at IS NULL),
    (SELECT max(revision) FROM sms_outbox WHERE site = :site AND state = 'waiting'),
    (SELECT max(revision) FROM storm_norm WHERE site = :site),
    (SELECT max(revision) FROM alert WHERE site = :site AND cleared_at IS NULL),
    (SELECT max(revision) FROM alert_message WHERE site = :site AND state = 'waiting'),
    0
);
