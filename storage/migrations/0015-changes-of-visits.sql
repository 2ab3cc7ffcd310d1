-- A newer word on a visit takes the place of an older one, and reports name what they answer for.
-- depends: 0006-dispatches 0014-chases-and-questions

-- migrate: apply

ALTER TABLE dispatch
    ADD COLUMN awaited_since timestamptz,
    DROP CONSTRAINT dispatch_state_known,
    ADD CONSTRAINT dispatch_state_known
        CHECK (state IN ('waiting', 'sent', 'acknowledged', 'dead', 'superseded'));

ALTER TABLE visit_report ADD COLUMN revision bigint;

CREATE INDEX dispatch_awaited ON dispatch (site, written_at)
    WHERE about IN ('visit_requested', 'visit_changed')
    AND state NOT IN ('acknowledged', 'superseded') AND task_at IS NULL;

-- migrate: rollback
