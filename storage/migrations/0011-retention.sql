-- What has been kept long enough and is gone; and the streets that are nearest to what is typed.
-- depends: 0005-directory 0008-messages 0006-dispatches 0004-tickets

-- migrate: apply

-- The file is removed first, then the row is marked: a mark says that nothing lies there.
ALTER TABLE recording ADD COLUMN removed_at timestamptz;
ALTER TABLE message ADD COLUMN removed_at timestamptz;

-- The facts of an acknowledged dispatch are a citizen's; how it was delivered stays.
ALTER TABLE dispatch ADD COLUMN blanked_at timestamptz;

CREATE INDEX recording_kept ON recording (site, started_at) WHERE removed_at IS NULL;
CREATE INDEX message_kept ON message (site, recorded_at)
    WHERE removed_at IS NULL AND NOT is_dropped;
CREATE INDEX dispatch_kept ON dispatch (site, written_at)
    WHERE state = 'acknowledged' AND blanked_at IS NULL;

CREATE TABLE retention_sweep (
    site text NOT NULL,
    swept_at timestamptz NOT NULL,
    kind text NOT NULL CONSTRAINT retention_sweep_kind_known
        CHECK (kind IN ('recording', 'message', 'dispatch', 'job_log')),
    kept_from timestamptz NOT NULL,
    removed integer NOT NULL CONSTRAINT retention_sweep_removed_from_0 CHECK (removed >= 0),
    failed integer NOT NULL CONSTRAINT retention_sweep_failed_from_0 CHECK (failed >= 0),
    PRIMARY KEY (site, swept_at, kind)
);

CREATE TRIGGER retention_sweep_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_sweep
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- Streets in the order of their likeness, as the index has them: nothing like it is read and sorted.
CREATE INDEX street_nearest ON street USING gist (search gist_trgm_ops (siglen = 64));

-- migrate: rollback
