-- What operators have typed into forms and not yet saved.
-- depends: 0018-staff 0017-asks-that-come-twice

-- migrate: apply

CREATE TABLE form_draft (
    site text NOT NULL,
    user_id uuid NOT NULL REFERENCES staff_user,
    -- Chosen by the page: of a call, or of a form that no call has opened.
    key text NOT NULL CONSTRAINT form_draft_key_short CHECK (key ~ '^[A-Za-z0-9._-]{1,80}$'),
    -- Whoever saves names the one that they saw: two pages of one person overwrite nothing.
    revision integer NOT NULL CONSTRAINT form_draft_revision_from_1 CHECK (revision >= 1),
    saved_at timestamptz NOT NULL,
    -- JSON as text: what is typed may hold what jsonb refuses, and nobody looks into it.
    form text NOT NULL CONSTRAINT form_draft_form_short CHECK (octet_length(form) <= 262144),
    PRIMARY KEY (user_id, key)
);

CREATE INDEX form_draft_saved ON form_draft (site, saved_at);

ALTER TABLE retention_sweep
    DROP CONSTRAINT retention_sweep_kind_known,
    ADD CONSTRAINT retention_sweep_kind_known
        CHECK (kind IN ('recording', 'message', 'dispatch', 'job_log', 'ask', 'draft'));

-- migrate: rollback
