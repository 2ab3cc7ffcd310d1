-- The screen that hangs on a wall, and hot topics that supervisors put on the line from the board.
-- depends: 0018-staff 0025-interventions

-- migrate: apply

-- A wall is read by whoever passes: whoever signs it in may do nothing else.
ALTER TABLE staff_user
    DROP CONSTRAINT staff_user_roles_known,
    ADD CONSTRAINT staff_user_roles_known CHECK (
        roles <@ ARRAY[
            'operator', 'senior', 'supervisor', 'clinic_dispatcher', 'auditor', 'administrator',
            'wall'
        ]
    ),
    ADD CONSTRAINT staff_user_wall_alone
        CHECK (NOT 'wall' = ANY(roles) OR roles = ARRAY['wall'] AND account IS NULL);

ALTER TABLE intervention
    DROP CONSTRAINT intervention_deed_known,
    ADD CONSTRAINT intervention_deed_known CHECK (
        deed IN (
            'supervision_begun', 'mode_changed', 'supervision_ended', 'person_taken',
            'person_moved', 'person_put_first', 'agent_paused', 'agent_released',
            'agent_sent_home', 'storm_forced', 'service_ordered', 'number_silenced',
            'number_released', 'number_admitted', 'visits_resent', 'topic_put', 'topic_stopped'
        )
    );

-- migrate: rollback
