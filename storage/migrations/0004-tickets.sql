-- What is worked on: tickets with their history, visits and deadlines, and what they are found by.
-- depends: 0003-recordings

-- migrate: apply

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The table of tickets/ticket.py; a test compares the two.
CREATE TABLE ticket_transition (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);

INSERT INTO ticket_transition (from_state, to_state) VALUES
    ('new', 'owned'), ('new', 'in_progress'), ('new', 'resolved'), ('new', 'closed'),
    ('new', 'refused'), ('new', 'cancelled'),
    ('owned', 'new'), ('owned', 'in_progress'), ('owned', 'waiting_for_citizen'),
    ('owned', 'resolved'), ('owned', 'refused'), ('owned', 'cancelled'),
    ('in_progress', 'new'), ('in_progress', 'owned'), ('in_progress', 'waiting_for_citizen'),
    ('in_progress', 'resolved'), ('in_progress', 'refused'), ('in_progress', 'cancelled'),
    ('waiting_for_citizen', 'owned'), ('waiting_for_citizen', 'in_progress'),
    ('waiting_for_citizen', 'resolved'), ('waiting_for_citizen', 'refused'),
    ('waiting_for_citizen', 'cancelled'),
    ('resolved', 'new'), ('resolved', 'owned'), ('resolved', 'closed'),
    ('closed', 'new'), ('closed', 'owned'),
    ('refused', 'new'), ('refused', 'owned'), ('refused', 'closed'),
    ('cancelled', 'new'), ('cancelled', 'owned'), ('cancelled', 'closed');

CREATE TRIGGER ticket_transition_fixed
    BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ticket_transition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

ALTER TABLE ticket
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    -- Of the calls' own writing, which ends when somebody files the ticket.
    ADD COLUMN call_revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN filed_at timestamptz,
    ADD COLUMN channel text NOT NULL DEFAULT 'call' CONSTRAINT ticket_channel_known
        CHECK (channel IN ('call', 'intake', 'portal', 'engine')),
    ADD COLUMN kind text NOT NULL DEFAULT 'undetermined' CONSTRAINT ticket_kind_known CHECK (
        kind IN (
            'undetermined', 'home_visit', 'appointment', 'complaint', 'reference', 'support',
            'wish', 'follow_up'
        )
    ),
    -- The category as it was when it was chosen: the file of categories changes.
    ADD COLUMN category text,
    ADD COLUMN category_title text NOT NULL DEFAULT '',
    ADD COLUMN is_in_scope boolean NOT NULL DEFAULT true,
    ADD COLUMN person_name text NOT NULL DEFAULT '',
    ADD COLUMN person_phone text,
    ADD COLUMN institution text,
    ADD COLUMN text text NOT NULL DEFAULT '',
    ADD COLUMN state text NOT NULL DEFAULT 'new' CONSTRAINT ticket_state_known CHECK (
        state IN (
            'new', 'owned', 'in_progress', 'waiting_for_citizen', 'resolved', 'closed', 'refused',
            'cancelled'
        )
    ),
    ADD COLUMN priority text NOT NULL DEFAULT 'normal' CONSTRAINT ticket_priority_known
        CHECK (priority IN ('normal', 'high', 'urgent')),
    ADD COLUMN owner uuid REFERENCES agent,
    ADD COLUMN owned_at timestamptz,
    ADD COLUMN rounds integer NOT NULL DEFAULT 0,
    ADD COLUMN clock_from timestamptz,
    ADD COLUMN waiting_since timestamptz,
    ADD COLUMN waited_s double precision NOT NULL DEFAULT 0,
    ADD COLUMN own_by timestamptz,
    ADD COLUMN resolve_by timestamptz,
    ADD COLUMN conclusion text CONSTRAINT ticket_conclusion_known CHECK (
        conclusion IN (
            'talked', 'self_served', 'given_up', 'turned_away', 'left', 'resolved',
            'not_solvable', 'refused', 'cancelled'
        )
    ),
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN is_answered boolean,
    ADD COLUMN is_solved boolean,
    ADD COLUMN refusal text CONSTRAINT ticket_refusal_known CHECK (
        refusal IN (
            'facts_not_given', 'too_little_told', 'not_reproduced', 'no_remote_access',
            'disrespect', 'out_of_competence'
        )
    ),
    ADD COLUMN evidence jsonb,
    ADD COLUMN ending_note text NOT NULL DEFAULT '',
    ADD COLUMN cause_id uuid REFERENCES ticket,
    ADD COLUMN follow_up text CONSTRAINT ticket_follow_up_known CHECK (
        follow_up IN (
            'visit_unacknowledged', 'visit_refused', 'low_mark', 'own_breached',
            'resolve_breached', 'citizen_silent', 'undelivered'
        )
    ),
    ADD COLUMN follow_up_key text NOT NULL DEFAULT '',
    -- What it is found by: the words of everybody named in it and in its visits, in small letters.
    ADD COLUMN names text NOT NULL DEFAULT '',
    ADD COLUMN addresses text NOT NULL DEFAULT '',
    ADD COLUMN phones text[] NOT NULL DEFAULT '{}',
    ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('russian', text)) STORED,
    ADD CONSTRAINT ticket_ended_with_conclusion
        CHECK ((conclusion IS NULL) = (ended_at IS NULL)),
    ADD CONSTRAINT ticket_ended_in_an_end CHECK (
        (conclusion IS NOT NULL) = (state IN ('resolved', 'closed', 'refused', 'cancelled'))
    ),
    ADD CONSTRAINT ticket_refused_with_evidence CHECK (
        num_nulls(refusal, evidence) IN (0, 2)
        AND (conclusion IS NOT DISTINCT FROM 'refused') = (refusal IS NOT NULL)
    ),
    ADD CONSTRAINT ticket_waiting_since_some_moment
        CHECK ((state = 'waiting_for_citizen') = (waiting_since IS NOT NULL)),
    ADD CONSTRAINT ticket_follow_up_of_a_cause CHECK (
        (kind = 'follow_up') = (follow_up IS NOT NULL)
        AND (follow_up IS NULL) = (cause_id IS NULL)
    );

-- No reason makes a second task of one cause.
CREATE UNIQUE INDEX ticket_one_task_per_reason
    ON ticket (cause_id, follow_up, follow_up_key) WHERE follow_up IS NOT NULL;

CREATE INDEX ticket_opened ON ticket (site, opened_at DESC, ticket_id DESC);
CREATE INDEX ticket_live ON ticket (site, kind, opened_at DESC, ticket_id DESC)
    WHERE filed_at IS NOT NULL AND conclusion IS NULL;
CREATE INDEX ticket_owner ON ticket (owner, opened_at DESC) WHERE owner IS NOT NULL;
-- At once and not from a list of pending entries: whoever is the one to work that off waits.
CREATE INDEX ticket_names ON ticket USING gin (names gin_trgm_ops)
    WITH (fastupdate = off) WHERE names <> '';
CREATE INDEX ticket_addresses ON ticket USING gin (addresses gin_trgm_ops)
    WITH (fastupdate = off) WHERE addresses <> '';
CREATE INDEX ticket_phones ON ticket USING gin (phones)
    WITH (fastupdate = off) WHERE phones <> '{}';
CREATE INDEX ticket_words ON ticket USING gin (words)
    WITH (fastupdate = off) WHERE text <> '';

CREATE FUNCTION refuse_illegal_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ticket_transition WHERE from_state = OLD.state AND to_state = NEW.state
    ) THEN
        RAISE EXCEPTION 'a ticket that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ticket_transition_legal';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ticket_transition_legal BEFORE UPDATE OF state ON ticket
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION refuse_illegal_transition();

CREATE TABLE ticket_history (
    ticket_id uuid NOT NULL REFERENCES ticket,
    revision bigint NOT NULL,
    site text NOT NULL,
    at timestamptz NOT NULL,
    role text NOT NULL CONSTRAINT ticket_history_role_known
        CHECK (role IN ('citizen', 'agent', 'clinic', 'partner', 'engine')),
    agent_id uuid REFERENCES agent,
    actor_name text NOT NULL DEFAULT '',
    state text NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (ticket_id, revision)
);

CREATE TRIGGER ticket_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ticket_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TABLE ticket_link (
    ticket_id uuid NOT NULL REFERENCES ticket,
    other_id uuid NOT NULL REFERENCES ticket,
    how text NOT NULL,
    PRIMARY KEY (ticket_id, other_id, how),
    CONSTRAINT ticket_link_to_another CHECK (ticket_id <> other_id)
);

CREATE INDEX ticket_link_other ON ticket_link (other_id);

CREATE TABLE visit (
    visit_id uuid PRIMARY KEY,
    site text NOT NULL,
    ticket_id uuid NOT NULL REFERENCES ticket,
    place smallint NOT NULL,
    requested_at timestamptz NOT NULL,
    complaint text NOT NULL,
    danger_signs text[] NOT NULL,
    address_text text NOT NULL CONSTRAINT visit_address_some CHECK (btrim(address_text) <> ''),
    settlement text NOT NULL,
    street text NOT NULL,
    house text NOT NULL,
    flat text NOT NULL,
    entrance text NOT NULL,
    floor text NOT NULL,
    intercom text NOT NULL,
    landmark text NOT NULL,
    patient_name text NOT NULL,
    born_on date,
    age_years integer,
    policy_number text NOT NULL,
    phone text,
    window_since timestamptz,
    window_until timestamptz,
    clinic text,
    day date,
    shift text CONSTRAINT visit_shift_known CHECK (shift IN ('district', 'duty')),
    is_on_waiting_list boolean NOT NULL,
    state text NOT NULL CONSTRAINT visit_state_known CHECK (
        state IN (
            'requested', 'delivered', 'accepted', 'doctor_assigned', 'visited', 'refused',
            'cancelled'
        )
    ),
    state_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    doctor text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT visit_window_whole_or_none CHECK (
        num_nulls(window_since, window_until) IN (0, 2)
        AND window_since IS NOT DISTINCT FROM least(window_since, window_until)
    ),
    CONSTRAINT visit_refused_with_reason CHECK (state <> 'refused' OR btrim(reason) <> '')
);

CREATE INDEX visit_ticket ON visit (ticket_id, place);
CREATE INDEX visit_clinic_day ON visit (site, clinic, day) WHERE day IS NOT NULL;
CREATE INDEX visit_unacknowledged ON visit (site, requested_at)
    WHERE state IN ('requested', 'delivered');

CREATE TABLE ticket_deadline (
    ticket_id uuid NOT NULL REFERENCES ticket,
    kind text NOT NULL CONSTRAINT ticket_deadline_kind_known CHECK (
        kind IN (
            'own_soon', 'own_breached', 'resolve_soon', 'resolve_breached', 'citizen_silent',
            'close'
        )
    ),
    round integer NOT NULL,
    site text NOT NULL,
    due_at timestamptz NOT NULL,
    -- Set in the transaction of what it brought about: it fires once or not at all.
    fired_at timestamptz,
    PRIMARY KEY (ticket_id, kind, round)
);

CREATE INDEX ticket_deadline_due ON ticket_deadline (site, due_at) WHERE fired_at IS NULL;

-- Contacts of one number may each have a promise; only one of them is being rung. Judged at the
-- commit, because a batch may hold the new one before the end of the old one.
ALTER TABLE callback_request
    ADD CONSTRAINT callback_request_one_live_per_number
    EXCLUDE USING btree (site WITH =, number WITH =) WHERE (state = 'in_flight')
    DEFERRABLE INITIALLY DEFERRED;

-- migrate: rollback
