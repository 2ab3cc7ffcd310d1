-- Secrets of second factors lie here under a seal whose key lies outside the database.
-- depends: 0029-second-factor

-- migrate: apply

-- The seal takes the place of the bare secret: an engine of before that meets one lets nobody in,
-- where a column beside an empty secret would have let everybody in by the password alone. Bare
-- ones are sealed by the engine at its start, which has the key.
ALTER TABLE staff_second_factor
    DROP CONSTRAINT staff_second_factor_secret_base32,
    ADD CONSTRAINT staff_second_factor_secret_sealed CHECK (
        secret ~ '^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{64,}$' OR secret ~ '^[A-Z2-7]{32,}$'
    );

-- migrate: rollback
