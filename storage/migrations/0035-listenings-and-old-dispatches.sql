-- Since when a supervisor stood beside a talk, and the dispatches that are to be emptied.
-- depends: 0034-figures-of-needs

-- migrate: apply

-- Kept with the end: a row is never changed. Nothing tells it of those that ended before.
ALTER TABLE intervention
    ADD COLUMN beside_since timestamptz
        CONSTRAINT intervention_beside_a_talk CHECK (
            beside_since IS NULL OR deed = 'supervision_ended'
        );

-- The nightly sweep empties the dead and the superseded too, which the index of before left out:
-- without one that has all of them it reads the whole table for every batch.
DROP INDEX dispatch_kept;
CREATE INDEX dispatch_to_empty ON dispatch (site, written_at)
    WHERE state <> 'waiting' AND blanked_at IS NULL;

-- migrate: rollback
