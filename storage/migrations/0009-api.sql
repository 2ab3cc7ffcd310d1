-- Who may ask the API, by tokens with scopes, and who has read which case.
-- depends: 0004-tickets

-- migrate: apply

CREATE TABLE api_token (
    site text NOT NULL,
    -- Never given twice: histories name whoever changed a ticket by it.
    name text NOT NULL CONSTRAINT api_token_name_short CHECK (name ~ '^[a-z][a-z0-9-]{0,39}$'),
    -- SHA-256 of the token in hexadecimal digits. The token itself is nowhere.
    digest text NOT NULL CONSTRAINT api_token_digest_hex CHECK (digest ~ '^[0-9a-f]{64}$'),
    scopes text[] NOT NULL CONSTRAINT api_token_scopes_some CHECK (cardinality(scopes) > 0),
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    expires_at timestamptz CONSTRAINT api_token_expires_later CHECK (expires_at > added_at),
    revoked_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (site, name)
);

CREATE UNIQUE INDEX api_token_digest ON api_token (digest);

-- One row for each answer that showed cases or a number, whoever read it.
CREATE TABLE audit_read (
    read_id uuid PRIMARY KEY,
    site text NOT NULL,
    at timestamptz NOT NULL,
    role text NOT NULL,
    reader text NOT NULL,
    operation text NOT NULL,
    ticket_ids uuid[] NOT NULL,
    number text,
    CONSTRAINT audit_read_of_something CHECK (cardinality(ticket_ids) > 0 OR number IS NOT NULL)
);

CREATE INDEX audit_read_at ON audit_read (site, at);
CREATE INDEX audit_read_tickets ON audit_read USING gin (ticket_ids);
CREATE INDEX audit_read_number ON audit_read (site, number, at) WHERE number IS NOT NULL;

CREATE TRIGGER audit_read_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_read
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- The newest visits first, page by page.
CREATE INDEX visit_requested ON visit (site, requested_at DESC, visit_id DESC);

-- migrate: rollback
