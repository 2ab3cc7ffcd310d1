-- The directory of the region: institutions, clinics, territories, dispatchers, timetables, streets.
-- depends: 0003-recordings

-- migrate: apply

-- A trusted extension: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Rows that a later table lacks are retired and not deleted: old visits name them.
CREATE TABLE institution (
    site text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    support_code text CONSTRAINT institution_support_code_digits
        CHECK (support_code ~ '^[0-9]{4,8}$'),
    phones text[] NOT NULL,
    address text NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (site, code),
    -- Deferred: one table may exchange the codes of two institutions.
    CONSTRAINT institution_one_per_support_code
        EXCLUDE USING btree (site WITH =, support_code WITH =) WHERE (retired_at IS NULL)
        DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE clinic (
    site text NOT NULL,
    code text NOT NULL,
    serves text NOT NULL CONSTRAINT clinic_serves_known
        CHECK (serves IN ('children', 'adults', 'both')),
    district_workday integer CONSTRAINT clinic_district_workday_a_count
        CHECK (district_workday >= 0),
    duty_workday integer CONSTRAINT clinic_duty_workday_a_count CHECK (duty_workday >= 0),
    district_day_off integer CONSTRAINT clinic_district_day_off_a_count
        CHECK (district_day_off >= 0),
    duty_day_off integer CONSTRAINT clinic_duty_day_off_a_count CHECK (duty_day_off >= 0),
    same_day_until smallint NOT NULL,
    duty_until smallint NOT NULL,
    dispatch_targets text[] NOT NULL,
    phones text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (site, code),
    FOREIGN KEY (site, code) REFERENCES institution,
    CONSTRAINT clinic_minutes_of_a_day
        CHECK (0 <= same_day_until AND same_day_until <= duty_until AND duty_until <= 1440)
);

CREATE TABLE dispatcher (
    site text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    phone text NOT NULL CONSTRAINT dispatcher_phone_a_number CHECK (phone ~ '^\+[0-9]+$'),
    settlements text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (site, code)
);

CREATE TABLE territory (
    site text NOT NULL,
    key text NOT NULL,
    clinic text NOT NULL,
    settlement text NOT NULL,
    street text NOT NULL,
    houses text NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (site, key),
    FOREIGN KEY (site, clinic) REFERENCES clinic
);

CREATE TABLE reception (
    site text NOT NULL,
    key text NOT NULL,
    clinic text NOT NULL,
    speciality text NOT NULL,
    doctor text NOT NULL,
    weekday smallint NOT NULL CONSTRAINT reception_weekday_from_monday
        CHECK (weekday BETWEEN 0 AND 6),
    begins smallint NOT NULL,
    ends smallint NOT NULL,
    room text NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (site, key),
    FOREIGN KEY (site, clinic) REFERENCES clinic,
    CONSTRAINT reception_minutes_of_a_day CHECK (0 <= begins AND begins < ends AND ends <= 1440)
);

CREATE TABLE street (
    site text NOT NULL,
    key text NOT NULL,
    settlement text NOT NULL,
    street text NOT NULL,
    -- The words of both in one form, see tickets/place_name.py.
    search text NOT NULL,
    changed_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (site, key)
);

CREATE INDEX street_search ON street USING gin (search gin_trgm_ops);

-- The one table that is replaced: nobody's past attachment is kept.
CREATE TABLE attachment (
    site text NOT NULL,
    key text NOT NULL,
    clinic text NOT NULL,
    PRIMARY KEY (site, key),
    FOREIGN KEY (site, clinic) REFERENCES clinic
);

CREATE TABLE directory_import (
    import_id uuid PRIMARY KEY,
    site text NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL CONSTRAINT directory_import_kind_known CHECK (
        kind IN (
            'institutions', 'clinics', 'dispatchers', 'territories', 'timetables', 'streets',
            'attached'
        )
    ),
    file text NOT NULL,
    digest text NOT NULL,
    by text NOT NULL,
    salt_mark text NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    kept integer NOT NULL,
    retired integer NOT NULL
);

CREATE INDEX directory_import_at ON directory_import (site, at);

CREATE TRIGGER directory_import_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_import
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE FUNCTION tell_directory_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('directory_changed', NEW.site);
    RETURN NULL;
END
$$;

-- Every import is journaled in its own transaction: one row, one word to the engine.
CREATE TRIGGER directory_changed AFTER INSERT ON directory_import
    FOR EACH ROW EXECUTE FUNCTION tell_directory_changed();

-- migrate: rollback
