-- What callers left us in their own voice, and what it is worth by its size and duration.
-- depends: 0003-recordings

-- migrate: apply

-- The file is named by the call, the field and the take: {call_id}.{field}.{take}.wav.
CREATE TABLE message (
    call_id uuid NOT NULL REFERENCES call,
    field text NOT NULL CONSTRAINT message_field_is_a_word CHECK (field ~ '^[a-z][a-z0-9_]{0,39}$'),
    take integer NOT NULL CONSTRAINT message_take_from_1 CHECK (take > 0),
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    recorded_at timestamptz NOT NULL,
    state text NOT NULL
        CONSTRAINT message_state_known CHECK (state IN ('ok', 'short', 'missing')),
    -- Nothing ends what could not be recorded.
    ended_by text
        CONSTRAINT message_end_known CHECK (ended_by IN ('stopped', 'silence', 'limit', 'hung_up')),
    size_bytes bigint NOT NULL,
    duration_s double precision NOT NULL,
    has_voice boolean NOT NULL,
    -- Whether the caller took it back: its file is gone then.
    is_dropped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (call_id, field, take)
);

CREATE INDEX message_contact ON message (contact_id, recorded_at);
CREATE INDEX message_bad ON message (site, recorded_at) WHERE state <> 'ok' AND NOT is_dropped;

-- migrate: rollback
