-- Since when a supervisor stood beside a talk, and the dispatches that are to be emptied.
-- depends: 0034-figures-of-needs

-- migrate: apply

-- Kept with the end: a row is never changed. Nothing tells it of those that ended before.
ALTER TABLE intervention
    ADD COLUMN beside_since timestamptz
        CONSTRAINT intervention_beside_a_talk CHECK (
            beside_since IS NULL OR deed = 'supervision_ended'
        );

-- migrate: rollback
