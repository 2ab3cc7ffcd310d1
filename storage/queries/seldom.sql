-- name: write_seldom(silences, requests, attempts, messages, norms, switches, recordings, intakes, alerts, alert_messages, spoken)!
-- Write the rows that most batches have none of, all or nothing; as with `write_batch`, the newer one stays.
WITH caller_silence_rows AS (
    INSERT INTO caller_silence (
        site, number, cause, times, since, until, exempt_until, changed_at, revision
    )
    SELECT
        site, number, cause, times, since, until, exempt_until, changed_at, revision
    FROM jsonb_to_recordset(:silences::jsonb) AS row (
        site text, number text, cause text, times integer, since timestamptz, until timestamptz,
        exempt_until timestamptz, changed_at timestamptz, revision bigint
    )
    ON CONFLICT (site, number) DO UPDATE SET
        cause = excluded.cause, times = excluded.times, since = excluded.since,
        until = excluded.until, exempt_until = excluded.exempt_until,
        changed_at = excluded.changed_at, revision = excluded.revision
    WHERE caller_silence.revision < excluded.revision
),
callback_request_rows AS (
    INSERT INTO callback_request (
        contact_id, site, number, queue, trunk, placed_at, opened_at, rank, state, tries, dials,
        busy, declines, days, was_machine, is_barred, missed_at, next_at, chosen_at, call_id,
        ended_by, revision
    )
    SELECT
        contact_id, site, number, queue, trunk, placed_at, opened_at, rank, state, tries, dials,
        busy, declines, days, was_machine, is_barred, missed_at, next_at, chosen_at, call_id,
        ended_by, revision
    FROM jsonb_to_recordset(:requests::jsonb) AS row (
        contact_id uuid, site text, number text, queue text, trunk text, placed_at timestamptz,
        opened_at timestamptz, rank smallint, state text, tries integer, dials integer,
        busy integer, declines integer, days integer, was_machine boolean, is_barred boolean,
        missed_at timestamptz, next_at timestamptz, chosen_at timestamptz, call_id uuid,
        ended_by text, revision bigint
    )
    ON CONFLICT (contact_id) DO UPDATE SET
        number = excluded.number, queue = excluded.queue, trunk = excluded.trunk,
        placed_at = excluded.placed_at, opened_at = excluded.opened_at, rank = excluded.rank,
        state = excluded.state, tries = excluded.tries,
        dials = excluded.dials, busy = excluded.busy, declines = excluded.declines,
        days = excluded.days, was_machine = excluded.was_machine, is_barred = excluded.is_barred,
        missed_at = excluded.missed_at, next_at = excluded.next_at,
        chosen_at = excluded.chosen_at, call_id = excluded.call_id, ended_by = excluded.ended_by,
        revision = excluded.revision
    WHERE callback_request.revision < excluded.revision
),
callback_attempt_rows AS (
    INSERT INTO callback_attempt (
        call_id, site, contact_id, number, trunk, number_of_day, reason, started_at, stage,
        ended_at, outcome, revision
    )
    SELECT
        call_id, site, contact_id, number, trunk, number_of_day, reason, started_at, stage,
        ended_at, outcome, revision
    FROM jsonb_to_recordset(:attempts::jsonb) AS row (
        call_id uuid, site text, contact_id uuid, number text, trunk text, number_of_day integer,
        reason text, started_at timestamptz, stage text, ended_at timestamptz, outcome text,
        revision bigint
    )
    ON CONFLICT (call_id) DO UPDATE SET
        stage = excluded.stage, ended_at = excluded.ended_at, outcome = excluded.outcome,
        revision = excluded.revision
    WHERE callback_attempt.revision < excluded.revision
),
sms_outbox_rows AS (
    INSERT INTO sms_outbox (
        sms_id, site, contact_id, number, template, text, state, written_at, sent_at, error,
        revision
    )
    SELECT
        sms_id, site, contact_id, number, template, text, state, written_at, sent_at, error,
        revision
    FROM jsonb_to_recordset(:messages::jsonb) AS row (
        sms_id uuid, site text, contact_id uuid, number text, template text, text text,
        state text, written_at timestamptz, sent_at timestamptz, error text, revision bigint
    )
    ON CONFLICT (sms_id) DO UPDATE SET
        state = excluded.state, sent_at = excluded.sent_at, error = excluded.error,
        revision = excluded.revision
    WHERE sms_outbox.revision < excluded.revision
),
storm_norm_rows AS (
    INSERT INTO storm_norm (
        site, weekday, hour, people_mean, people_days, attempts_mean, attempts_days, revision
    )
    SELECT
        site, weekday, hour, people_mean, people_days, attempts_mean, attempts_days, revision
    FROM jsonb_to_recordset(:norms::jsonb) AS row (
        site text, weekday smallint, hour smallint, people_mean double precision,
        people_days integer, attempts_mean double precision, attempts_days integer,
        revision bigint
    )
    ON CONFLICT (site, weekday, hour) DO UPDATE SET
        people_mean = excluded.people_mean, people_days = excluded.people_days,
        attempts_mean = excluded.attempts_mean, attempts_days = excluded.attempts_days,
        revision = excluded.revision
    WHERE storm_norm.revision < excluded.revision
),
storm_switch_rows AS (
    INSERT INTO storm_switch (switch_id, site, at, entered, reason, figures)
    SELECT switch_id, site, at, entered, reason, figures
    FROM jsonb_to_recordset(:switches::jsonb) AS row (
        switch_id uuid, site text, at timestamptz, entered boolean, reason text, figures jsonb
    )
    ON CONFLICT (switch_id) DO NOTHING
),
recording_rows AS (
    INSERT INTO recording (
        call_id, number, site, contact_id, ticket_id, agent_id, started_at, ended_at, state,
        size_bytes, duration_s
    )
    SELECT
        call_id, number, site, contact_id, ticket_id, agent_id, started_at, ended_at, state,
        size_bytes, duration_s
    FROM jsonb_to_recordset(:recordings::jsonb) AS row (
        call_id uuid, number integer, site text, contact_id uuid, ticket_id uuid, agent_id uuid,
        started_at timestamptz, ended_at timestamptz, state text, size_bytes bigint,
        duration_s double precision
    )
    ON CONFLICT (call_id, number) DO NOTHING
),
intake_rows AS (
    INSERT INTO intake (
        call_id, kind, site, contact_id, ticket_day, counter, visit_id, taken_at, called_from,
        is_partial, is_urgent, takes, born_on, policy_number, phone, institution, mark, revision,
        words
    )
    SELECT
        call_id, kind, site, contact_id, ticket_day, counter, visit_id, taken_at, called_from,
        is_partial, is_urgent, takes, born_on, policy_number, phone, institution, mark, revision,
        words
    FROM jsonb_to_recordset(:intakes::jsonb) AS row (
        call_id uuid, kind text, site text, contact_id uuid, ticket_day date, counter integer,
        visit_id uuid, taken_at timestamptz, called_from text, is_partial boolean,
        is_urgent boolean, takes text[], born_on date, policy_number text, phone text,
        institution text, mark smallint, revision bigint, words text
    )
    -- A whole request stays as it is; the visit of a partial one keeps its id.
    ON CONFLICT (call_id, kind) DO UPDATE SET
        taken_at = excluded.taken_at, is_partial = excluded.is_partial,
        is_urgent = excluded.is_urgent, takes = excluded.takes, born_on = excluded.born_on,
        policy_number = excluded.policy_number, phone = excluded.phone,
        institution = excluded.institution, mark = excluded.mark, revision = excluded.revision,
        words = excluded.words, filed_at = NULL
    WHERE intake.is_partial AND intake.revision < excluded.revision
),
alert_rows AS (
    INSERT INTO alert (
        alert_id, site, kind, subject, severity, raised_at, value, worst, threshold, after_s,
        times_worse, acknowledged_by, acknowledged_at, acknowledged_value, cleared_at,
        cleared_because, revision
    )
    SELECT
        alert_id, site, kind, subject, severity, raised_at, value, worst, threshold, after_s,
        times_worse, acknowledged_by, acknowledged_at, acknowledged_value, cleared_at,
        cleared_because, revision
    FROM jsonb_to_recordset(:alerts::jsonb) AS row (
        alert_id uuid, site text, kind text, subject text, severity text, raised_at timestamptz,
        value double precision, worst double precision, threshold double precision,
        after_s double precision, times_worse integer, acknowledged_by text,
        acknowledged_at timestamptz, acknowledged_value double precision, cleared_at timestamptz,
        cleared_because text, revision bigint
    )
    ON CONFLICT (alert_id) DO UPDATE SET
        severity = excluded.severity, value = excluded.value, worst = excluded.worst,
        times_worse = excluded.times_worse, acknowledged_by = excluded.acknowledged_by,
        acknowledged_at = excluded.acknowledged_at,
        acknowledged_value = excluded.acknowledged_value, cleared_at = excluded.cleared_at,
        cleared_because = excluded.cleared_because, revision = excluded.revision
    WHERE alert.revision < excluded.revision
),
alert_message_rows AS (
    INSERT INTO alert_message (
        message_id, site, alert_id, target, about, body, written_at, state, attempts, next_at,
        sent_at, error, revision
    )
    SELECT
        message_id, site, alert_id, target, about, body, written_at, state, attempts, next_at,
        sent_at, error, revision
    FROM jsonb_to_recordset(:alert_messages::jsonb) AS row (
        message_id uuid, site text, alert_id uuid, target text, about text, body text,
        written_at timestamptz, state text, attempts integer, next_at timestamptz,
        sent_at timestamptz, error text, revision bigint
    )
    ON CONFLICT (message_id) DO UPDATE SET
        state = excluded.state, attempts = excluded.attempts, next_at = excluded.next_at,
        sent_at = excluded.sent_at, error = excluded.error, revision = excluded.revision
    WHERE alert_message.revision < excluded.revision
)
INSERT INTO message (
    call_id, field, take, site, contact_id, recorded_at, state, ended_by, size_bytes, duration_s,
    has_voice, is_dropped
)
SELECT
    call_id, field, take, site, contact_id, recorded_at, state, ended_by, size_bytes, duration_s,
    has_voice, is_dropped
FROM jsonb_to_recordset(:spoken::jsonb) AS row (
    call_id uuid, field text, take integer, site text, contact_id uuid, recorded_at timestamptz,
    state text, ended_by text, size_bytes bigint, duration_s double precision, has_voice boolean,
    is_dropped boolean
)
ON CONFLICT (call_id, field, take) DO UPDATE SET
    is_dropped = message.is_dropped OR excluded.is_dropped;
