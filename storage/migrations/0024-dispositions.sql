-- What operators say that their calls were, and how they stood when the engine ended.
-- depends: 0019-presence-reasons

-- migrate: apply

CREATE TABLE call_disposition (
    call_id uuid NOT NULL REFERENCES call ON DELETE CASCADE,
    -- Whoever talked in the call says it for themselves; a later word goes over an earlier one.
    agent_id uuid NOT NULL REFERENCES agent,
    site text NOT NULL,
    at timestamptz NOT NULL,
    disposition text NOT NULL CONSTRAINT call_disposition_known
        CHECK (disposition IN ('nobody', 'wrong_person', 'done', 'not_stated')),
    not_stated text CONSTRAINT call_disposition_not_stated_known
        CHECK (not_stated IN ('limit', 'own_call', 'left')),
    revision bigint NOT NULL,
    PRIMARY KEY (call_id, agent_id),
    CONSTRAINT call_disposition_stated_or_why
        CHECK ((disposition = 'not_stated') = (not_stated IS NOT NULL))
);

CREATE INDEX call_disposition_missing
    ON call_disposition (site, at) WHERE disposition = 'not_stated';

-- Since when an agent did what they did, and the call of which they still owed a word.
ALTER TABLE agent
    ADD COLUMN kept_since timestamptz,
    ADD COLUMN kept_call uuid;

-- migrate: rollback
