-- Where the recording of a talk is, and what it is worth by its size and duration.
-- depends: 0002-people-and-promises

-- migrate: apply

ALTER TABLE call
    ADD COLUMN recording_state text
        CONSTRAINT call_recording_state_known
        CHECK (recording_state IN ('ok', 'short', 'missing'));

-- The file is named by the call and the number: {call_id}.{number}.wav.
CREATE TABLE recording (
    call_id uuid NOT NULL REFERENCES call,
    number integer NOT NULL CONSTRAINT recording_number_from_1 CHECK (number > 0),
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    ticket_id uuid NOT NULL REFERENCES ticket,
    agent_id uuid REFERENCES agent,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    state text NOT NULL
        CONSTRAINT recording_state_known CHECK (state IN ('ok', 'short', 'missing')),
    size_bytes bigint NOT NULL,
    duration_s double precision NOT NULL,
    PRIMARY KEY (call_id, number)
);

CREATE INDEX recording_contact ON recording (contact_id, started_at);
CREATE INDEX recording_bad ON recording (site, started_at) WHERE state <> 'ok';

-- migrate: rollback
