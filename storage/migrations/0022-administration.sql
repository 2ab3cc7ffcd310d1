-- What administrators change while the line works: every step, and who took it.
-- depends: 0020-drafts

-- migrate: apply

CREATE TABLE administration (
    change_id uuid PRIMARY KEY,
    -- By this, and not by the clock, one step comes after another.
    entry bigint GENERATED ALWAYS AS IDENTITY,
    site text NOT NULL,
    kind text NOT NULL CONSTRAINT administration_kind_known CHECK (
        kind IN (
            'operator', 'user', 'queue', 'category', 'clinic', 'dispatcher', 'number', 'day',
            'hours', 'topic'
        )
    ),
    subject text NOT NULL CONSTRAINT administration_subject_some CHECK (subject <> ''),
    -- JSON as text: two documents that say the same are the same text. Nothing where there is none.
    before text,
    after text,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    undoes uuid REFERENCES administration,
    follows uuid REFERENCES administration
);

-- Of two who change the same thing at once, the second one is told.
CREATE UNIQUE INDEX administration_one_after_another ON administration (
    site, kind, subject, coalesce(follows, '00000000-0000-0000-0000-000000000000'::uuid)
);
CREATE INDEX administration_newest ON administration (site, kind, entry DESC);

CREATE TRIGGER administration_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON administration
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER administration_of_directory AFTER INSERT ON administration
    FOR EACH ROW WHEN (NEW.kind IN ('clinic', 'dispatcher'))
    EXECUTE FUNCTION tell_directory_changed();

-- migrate: rollback
