-- What was asked of the API under keys that its askers chose, so that a repetition does it once.
-- depends: 0011-retention 0014-chases-and-questions

-- migrate: apply

CREATE TABLE api_ask (
    site text NOT NULL,
    -- The token's name: the same key of another token is another.
    asker text NOT NULL,
    key text NOT NULL CONSTRAINT api_ask_key_short CHECK (char_length(key) BETWEEN 1 AND 200),
    -- SHA-256 of all that was asked for: no key serves for two different things.
    digest text NOT NULL CONSTRAINT api_ask_digest_hex CHECK (digest ~ '^[0-9a-f]{64}$'),
    -- Written before its ticket, in the same transaction: whoever comes second waits here.
    ticket_id uuid NOT NULL REFERENCES ticket DEFERRABLE INITIALLY DEFERRED,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (site, asker, key)
);

CREATE INDEX api_ask_asked ON api_ask (site, asked_at);

ALTER TABLE retention_sweep
    DROP CONSTRAINT retention_sweep_kind_known,
    ADD CONSTRAINT retention_sweep_kind_known
        CHECK (kind IN ('recording', 'message', 'dispatch', 'job_log', 'ask'));

-- migrate: rollback
