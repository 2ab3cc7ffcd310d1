-- Second factors of those who sign in, and sessions that ask for the password again.
-- depends: 0018-staff

-- migrate: apply

CREATE TABLE staff_second_factor (
    user_id uuid PRIMARY KEY REFERENCES staff_user,
    -- As the user's telephone knows it: digits are reckoned from it, so no hash would do.
    secret text NOT NULL
        CONSTRAINT staff_second_factor_secret_base32 CHECK (secret ~ '^[A-Z2-7]{32,}$'),
    -- The last half minute whose digits were used: they are good once.
    used_step bigint NOT NULL,
    enrolled_at timestamptz NOT NULL
);

CREATE TABLE staff_recovery_code (
    user_id uuid NOT NULL REFERENCES staff_second_factor ON DELETE CASCADE,
    -- SHA-256 in hexadecimal digits. The codes themselves are on paper.
    digest text NOT NULL
        CONSTRAINT staff_recovery_code_digest_hex CHECK (digest ~ '^[0-9a-f]{64}$'),
    used_at timestamptz,
    PRIMARY KEY (user_id, digest)
);

ALTER TABLE staff_session ADD COLUMN locked_at timestamptz;

-- migrate: rollback
