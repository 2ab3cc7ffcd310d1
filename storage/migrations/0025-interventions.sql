-- What supervisors did to the line, the people on it and those who answer.
-- depends: 0023-words-of-requests

-- migrate: apply

CREATE TABLE intervention (
    intervention_id uuid PRIMARY KEY,
    site text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL CONSTRAINT intervention_actor_some CHECK (actor <> ''),
    deed text NOT NULL CONSTRAINT intervention_deed_known CHECK (
        deed IN (
            'supervision_begun', 'mode_changed', 'supervision_ended', 'person_taken',
            'person_moved', 'person_put_first', 'agent_paused', 'agent_released',
            'agent_sent_home', 'storm_forced', 'service_ordered', 'number_silenced',
            'number_released', 'number_admitted', 'visits_resent'
        )
    ),
    subject text NOT NULL,
    why text NOT NULL,
    detail text NOT NULL,
    -- No reference: the row of a call may still wait on disk when it is listened to.
    call_id uuid
);

CREATE INDEX intervention_newest ON intervention (site, at DESC);
CREATE INDEX intervention_of_call ON intervention (call_id) WHERE call_id IS NOT NULL;

CREATE TRIGGER intervention_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON intervention
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- migrate: rollback
