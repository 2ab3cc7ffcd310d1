-- Calls with their journals, contacts with their tickets, agents with theirs.
-- depends:

-- migrate: apply

CREATE TABLE contact (
    contact_id uuid PRIMARY KEY,
    site text NOT NULL,
    number text,
    opened_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text CONSTRAINT contact_end_reason_known CHECK (end_reason IN ('served')),
    revision bigint NOT NULL,
    CONSTRAINT contact_ended_with_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);

-- An index and not a constraint: a later migration can let shared numbers have several contacts.
CREATE UNIQUE INDEX contact_one_open_per_number
    ON contact (site, number) WHERE ended_at IS NULL AND number IS NOT NULL;

CREATE INDEX contact_open ON contact (site) WHERE ended_at IS NULL;

CREATE TABLE ticket (
    ticket_id uuid PRIMARY KEY,
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    number text NOT NULL,
    ticket_day date NOT NULL,
    counter integer NOT NULL CONSTRAINT ticket_counter_from_one CHECK (counter >= 1),
    opened_at timestamptz NOT NULL,
    CONSTRAINT ticket_counter_once_a_day UNIQUE (site, ticket_day, counter)
);

CREATE INDEX ticket_contact ON ticket (contact_id);

CREATE TABLE agent (
    agent_id uuid PRIMARY KEY,
    site text NOT NULL,
    account text NOT NULL,
    name text NOT NULL,
    skills jsonb NOT NULL CONSTRAINT agent_skills_object CHECK (jsonb_typeof(skills) = 'object'),
    secret_digest text NOT NULL,
    presence text NOT NULL DEFAULT 'offline' CONSTRAINT agent_presence_known
        CHECK (presence IN ('offline', 'available', 'break', 'aside')),
    presence_revision bigint NOT NULL DEFAULT 0,
    added_at timestamptz NOT NULL,
    disabled_at timestamptz
);

CREATE UNIQUE INDEX agent_one_per_account ON agent (site, account) WHERE disabled_at IS NULL;

CREATE TABLE agent_event (
    event_id uuid PRIMARY KEY,
    site text NOT NULL,
    agent_id uuid NOT NULL REFERENCES agent,
    at timestamptz NOT NULL,
    presence text NOT NULL CONSTRAINT agent_event_presence_known
        CHECK (presence IN ('offline', 'available', 'break', 'aside')),
    activity text NOT NULL CONSTRAINT agent_event_activity_known
        CHECK (activity IN ('idle', 'ringing', 'talking', 'wrap_up', 'unreachable'))
);

CREATE INDEX agent_event_agent ON agent_event (agent_id, at);

CREATE TABLE policy_snapshot (
    policy_id text PRIMARY KEY,
    site text NOT NULL,
    policy jsonb NOT NULL,
    taken_at timestamptz NOT NULL
);

CREATE TABLE call (
    call_id uuid PRIMARY KEY,
    site text NOT NULL,
    direction text NOT NULL DEFAULT 'inbound' CONSTRAINT call_direction_known
        CHECK (direction IN ('inbound', 'outbound')),
    leg_id text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    ticket_id uuid NOT NULL REFERENCES ticket,
    policy_id text REFERENCES policy_snapshot,
    trunk text NOT NULL,
    service text NOT NULL,
    ani text,
    ani_kind text NOT NULL CONSTRAINT call_ani_kind_known CHECK (
        ani_kind IN ('national', 'local', 'foreign', 'short', 'withheld', 'unusable')
    ),
    ani_short text,
    ani_raw text NOT NULL,
    ani_flags text[] NOT NULL,
    dialled text NOT NULL,
    arrived_at timestamptz NOT NULL,
    admitted_at timestamptz,
    entered_at timestamptz,
    matched_at timestamptz,
    ringing_at timestamptz,
    answered_at timestamptz,
    joined_at timestamptz,
    hung_up_at timestamptz,
    wait_s numeric GENERATED ALWAYS AS (extract(epoch FROM answered_at - entered_at)) STORED,
    talk_s numeric GENERATED ALWAYS AS (extract(epoch FROM hung_up_at - joined_at)) STORED,
    queue text,
    agent_id uuid REFERENCES agent,
    rings integer NOT NULL,
    rings_without_answer integer NOT NULL,
    outcome text CONSTRAINT call_outcome_known CHECK (
        outcome IN (
            'answered', 'abandoned', 'short_abandoned', 'refused',
            'diverted', 'overflowed', 'self_served', 'failed'
        )
    ),
    cause text CONSTRAINT call_cause_known CHECK (
        cause IN (
            'normal', 'busy', 'no_answer', 'declined', 'unreachable', 'wrong_number',
            'blocked', 'congestion', 'cancelled', 'lost', 'unknown'
        )
    ),
    revision bigint NOT NULL
);

CREATE INDEX call_arrived ON call (site, arrived_at);
CREATE INDEX call_contact ON call (contact_id);
CREATE INDEX call_open ON call (site) WHERE outcome IS NULL;

CREATE TABLE call_event (
    call_id uuid NOT NULL REFERENCES call,
    sequence integer NOT NULL,
    site text NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    reason text NOT NULL,
    phase text NOT NULL,
    PRIMARY KEY (call_id, sequence)
);

-- A journal that can be rewritten proves nothing.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal % is only ever appended to', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER call_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON call_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER agent_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agent_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- Whoever changes the row of an agent, by a command or by hand, the engine hears of it.
CREATE FUNCTION tell_agent_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('agent_changed', NEW.site);
    RETURN NULL;
END
$$;

CREATE TRIGGER agent_changed
    AFTER INSERT OR UPDATE OF account, name, skills, secret_digest, disabled_at ON agent
    FOR EACH ROW EXECUTE FUNCTION tell_agent_changed();

-- migrate: rollback
