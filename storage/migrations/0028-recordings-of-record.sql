-- What was recorded: who has heard which file, what the law holds, who let what go.
-- depends: 0023-words-of-requests 0022-administration 0020-drafts

-- migrate: apply

-- The name of what was heard, where a file was played; empty for every other read.
ALTER TABLE audit_read ADD COLUMN recording text NOT NULL DEFAULT '';

-- Nothing that was recorded of a contact goes while it is held, however old it is.
CREATE TABLE recording_hold (
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    held_at timestamptz NOT NULL,
    held_by text NOT NULL CONSTRAINT recording_hold_by_somebody CHECK (btrim(held_by) <> ''),
    why text NOT NULL CONSTRAINT recording_hold_for_a_reason CHECK (btrim(why) <> ''),
    released_at timestamptz CONSTRAINT recording_hold_released_later CHECK (released_at >= held_at),
    released_by text,
    PRIMARY KEY (contact_id, held_at),
    CONSTRAINT recording_hold_released_by_somebody CHECK (num_nulls(released_at, released_by) <> 1)
);

CREATE UNIQUE INDEX recording_hold_in_force ON recording_hold (contact_id)
    WHERE released_at IS NULL;

-- What people let go before its time: the name of the file says nothing of the person.
CREATE TABLE recording_removal (
    site text NOT NULL,
    name text NOT NULL,
    removed_at timestamptz NOT NULL,
    removed_by text NOT NULL
        CONSTRAINT recording_removal_by_somebody CHECK (btrim(removed_by) <> ''),
    why text NOT NULL CONSTRAINT recording_removal_for_a_reason CHECK (btrim(why) <> ''),
    PRIMARY KEY (site, name, removed_at)
);

CREATE TRIGGER recording_removal_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON recording_removal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- The newest first, page by page.
CREATE INDEX recording_newest ON recording (site, started_at DESC, call_id DESC)
    WHERE removed_at IS NULL;
CREATE INDEX message_newest ON message (site, recorded_at DESC, call_id DESC)
    WHERE removed_at IS NULL AND NOT is_dropped;

-- What night requests have in their callers' own voice is kept for a time of its own.
ALTER TABLE retention_sweep
    DROP CONSTRAINT retention_sweep_kind_known,
    ADD CONSTRAINT retention_sweep_kind_known CHECK (
        kind IN ('recording', 'request', 'message', 'dispatch', 'job_log', 'ask', 'draft')
    );

-- migrate: rollback
