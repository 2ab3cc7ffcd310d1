-- Who signs in, and the sessions of those who did.
-- depends: 0009-api

-- migrate: apply

CREATE TABLE staff_user (
    user_id uuid PRIMARY KEY,
    site text NOT NULL,
    -- Never given twice: the audit names readers by it, and histories whoever changed a ticket.
    login text NOT NULL
        CONSTRAINT staff_user_login_short CHECK (login ~ '^[a-z][a-z0-9._-]{0,39}$'),
    name text NOT NULL CONSTRAINT staff_user_name_some CHECK (btrim(name) <> ''),
    roles text[] NOT NULL CONSTRAINT staff_user_roles_known CHECK (
        roles <@ ARRAY[
            'operator', 'senior', 'supervisor', 'clinic_dispatcher', 'auditor', 'administrator'
        ]
    ),
    -- Of the telephone by which they answer; a text, since an account may pass to another agent.
    account text,
    clinic text,
    -- By argon2id, with its own salt and parameters in it. The password itself is nowhere.
    password_hash text NOT NULL
        CONSTRAINT staff_user_password_argon2id CHECK (password_hash LIKE '$argon2id$%'),
    password_at timestamptz NOT NULL,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    disabled_at timestamptz,
    signed_in_at timestamptz,
    CONSTRAINT staff_user_roles_some CHECK (cardinality(roles) > 0),
    CONSTRAINT staff_user_clinic_of_dispatchers
        CHECK ((clinic IS NOT NULL) = (roles = ARRAY['clinic_dispatcher']))
);

CREATE UNIQUE INDEX staff_user_login ON staff_user (site, login);
CREATE UNIQUE INDEX staff_user_account ON staff_user (site, account)
    WHERE account IS NOT NULL AND disabled_at IS NULL;

CREATE TABLE staff_session (
    -- SHA-256 of the secret in hexadecimal digits. The secret itself is in one browser.
    digest text PRIMARY KEY CONSTRAINT staff_session_digest_hex CHECK (digest ~ '^[0-9a-f]{64}$'),
    site text NOT NULL,
    user_id uuid NOT NULL REFERENCES staff_user,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    address text NOT NULL,
    ended_at timestamptz,
    CONSTRAINT staff_session_expires_later CHECK (expires_at > opened_at)
);

CREATE INDEX staff_session_open ON staff_session (user_id) WHERE ended_at IS NULL;
CREATE INDEX staff_session_expires ON staff_session (expires_at);

-- migrate: rollback
