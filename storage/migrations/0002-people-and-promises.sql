-- What is known of the person behind the calls, what they were promised, and when a storm was on.
-- depends: 0001-calls-contacts-agents

-- migrate: apply

ALTER TABLE contact
    ADD COLUMN topic text,
    ADD COLUMN told_at timestamptz,
    ADD COLUMN promised_for timestamptz,
    ADD COLUMN heard_at timestamptz,
    ADD COLUMN is_urgent boolean NOT NULL DEFAULT false,
    ADD COLUMN callback_to text
        CONSTRAINT contact_callback_to_a_number CHECK (callback_to ~ '^\+[0-9]+$'),
    ADD COLUMN cut_off_with uuid REFERENCES agent,
    ADD COLUMN is_shared boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT contact_end_reason_known,
    ADD CONSTRAINT contact_end_reason_known CHECK (
        end_reason IN ('served', 'self_served', 'cancelled', 'given_up')
    );

-- Behind the telephone of a ward stand several people, each with a contact of their own.
DROP INDEX contact_one_open_per_number;
CREATE UNIQUE INDEX contact_one_open_per_number
    ON contact (site, number) WHERE ended_at IS NULL AND number IS NOT NULL AND NOT is_shared;

CREATE INDEX contact_number ON contact (site, number, opened_at) WHERE number IS NOT NULL;
CREATE INDEX contact_callback_to ON contact (site, callback_to) WHERE callback_to IS NOT NULL;
-- One that has ended may be opened again: its revision is looked up at every start.
CREATE INDEX contact_ended ON contact (site, ended_at) WHERE ended_at IS NOT NULL;

ALTER TABLE call
    ADD COLUMN rung smallint CONSTRAINT call_rung_of_the_ladder CHECK (rung BETWEEN 0 AND 8),
    ADD COLUMN decision text NOT NULL DEFAULT '',
    ADD COLUMN has_voice boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT call_outcome_known,
    ADD CONSTRAINT call_outcome_known CHECK (
        outcome IN (
            'answered', 'abandoned', 'short_abandoned', 'refused', 'diverted', 'overflowed',
            'self_served', 'told', 'not_reached', 'failed'
        )
    ),
    DROP CONSTRAINT call_cause_known,
    ADD CONSTRAINT call_cause_known CHECK (
        cause IN (
            'normal', 'busy', 'no_answer', 'declined', 'unreachable', 'wrong_number',
            'changed_number', 'blocked', 'congestion', 'cancelled', 'lost', 'unknown'
        )
    );

CREATE TABLE caller_silence (
    site text NOT NULL,
    number text NOT NULL,
    cause text CONSTRAINT caller_silence_cause_known CHECK (cause IN ('dead_air', 'by_hand')),
    times integer,
    since timestamptz,
    until timestamptz,
    exempt_until timestamptz,
    changed_at timestamptz NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (site, number),
    CONSTRAINT caller_silence_whole_or_none CHECK (num_nulls(cause, times, since, until) IN (0, 4))
);

CREATE TABLE callback_request (
    contact_id uuid PRIMARY KEY REFERENCES contact,
    site text NOT NULL,
    number text NOT NULL,
    queue text NOT NULL,
    trunk text NOT NULL,
    placed_at timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    rank smallint NOT NULL CONSTRAINT callback_request_rank_known CHECK (rank BETWEEN 0 AND 2),
    state text NOT NULL CONSTRAINT callback_request_state_known
        CHECK (state IN ('due', 'in_flight', 'resting', 'unreachable', 'ended')),
    tries integer NOT NULL,
    dials integer NOT NULL,
    busy integer NOT NULL,
    declines integer NOT NULL,
    days integer NOT NULL,
    was_machine boolean NOT NULL,
    is_barred boolean NOT NULL,
    missed_at timestamptz,
    next_at timestamptz,
    chosen_at timestamptz,
    -- Named before the call has a row of its own: no reference.
    call_id uuid,
    ended_by text CONSTRAINT callback_request_ended_by_known
        CHECK (ended_by IN ('talk', 'cancellation')),
    revision bigint NOT NULL,
    CONSTRAINT callback_request_ended_by_something CHECK ((state = 'ended') = (ended_by IS NOT NULL))
);

CREATE INDEX callback_request_open ON callback_request (site) WHERE state <> 'ended';

CREATE TABLE callback_attempt (
    call_id uuid PRIMARY KEY,
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    number text NOT NULL,
    trunk text NOT NULL,
    number_of_day integer NOT NULL,
    reason text NOT NULL,
    started_at timestamptz NOT NULL,
    stage text NOT NULL CONSTRAINT callback_attempt_stage_known
        CHECK (stage IN ('dialling', 'ringing', 'answered', 'confirmed', 'talking')),
    ended_at timestamptz,
    outcome text CONSTRAINT callback_attempt_outcome_known CHECK (
        outcome IN (
            'served', 'busy', 'no_answer', 'switched_off', 'declined', 'machine', 'left',
            'wrong_number', 'changed_number', 'blocked', 'congestion', 'mute', 'cancelled', 'lost'
        )
    ),
    revision bigint NOT NULL,
    CONSTRAINT callback_attempt_ended_with_outcome
        CHECK ((ended_at IS NULL) = (outcome IS NULL))
);

CREATE INDEX callback_attempt_contact ON callback_attempt (contact_id, started_at);
CREATE INDEX callback_attempt_open ON callback_attempt (site) WHERE ended_at IS NULL;

CREATE TABLE sms_outbox (
    sms_id uuid PRIMARY KEY,
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    number text NOT NULL,
    template text NOT NULL CONSTRAINT sms_outbox_template_known
        CHECK (template IN ('registered', 'soon', 'missed')),
    text text NOT NULL,
    state text NOT NULL CONSTRAINT sms_outbox_state_known
        CHECK (state IN ('waiting', 'sent', 'failed', 'no_sender')),
    written_at timestamptz NOT NULL,
    sent_at timestamptz,
    error text,
    revision bigint NOT NULL,
    CONSTRAINT sms_outbox_sent_or_no_moment CHECK (sent_at IS NULL OR state = 'sent')
);

CREATE INDEX sms_outbox_contact ON sms_outbox (contact_id, written_at);
CREATE INDEX sms_outbox_waiting ON sms_outbox (site, written_at) WHERE state = 'waiting';

CREATE TABLE storm_switch (
    switch_id uuid PRIMARY KEY,
    site text NOT NULL,
    at timestamptz NOT NULL,
    entered boolean NOT NULL,
    reason text NOT NULL,
    figures jsonb NOT NULL
);

CREATE INDEX storm_switch_at ON storm_switch (site, at);

CREATE TRIGGER storm_switch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON storm_switch
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TABLE storm_norm (
    site text NOT NULL,
    weekday smallint NOT NULL CONSTRAINT storm_norm_weekday_from_monday
        CHECK (weekday BETWEEN 0 AND 6),
    hour smallint NOT NULL CONSTRAINT storm_norm_hour_of_the_day CHECK (hour BETWEEN 0 AND 23),
    people_mean double precision NOT NULL,
    people_days integer NOT NULL,
    attempts_mean double precision NOT NULL,
    attempts_days integer NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (site, weekday, hour)
);

-- migrate: rollback
