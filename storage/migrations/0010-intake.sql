-- Requests that voice menus took: durable before a number is spoken, filed on their ticket after.
-- depends: 0004-tickets

-- migrate: apply

CREATE TABLE intake (
    call_id uuid NOT NULL REFERENCES call,
    -- Of the ticket that it becomes; undetermined where somebody only wants to be rung.
    kind text NOT NULL CONSTRAINT intake_kind_known CHECK (
        kind IN (
            'undetermined', 'home_visit', 'appointment', 'complaint', 'reference', 'support',
            'wish', 'follow_up'
        )
    ),
    site text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contact,
    ticket_day date NOT NULL,
    counter integer NOT NULL,
    -- Chosen when it was taken, so that filing it twice requests one visit.
    visit_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    called_from text,
    is_partial boolean NOT NULL,
    is_urgent boolean NOT NULL,
    -- What was spoken: the field and its take, which with the call's id name a message.
    takes text[] NOT NULL,
    born_on date,
    policy_number text NOT NULL,
    phone text,
    institution text,
    mark smallint CONSTRAINT intake_mark_up_to_10 CHECK (mark BETWEEN 0 AND 10),
    revision bigint NOT NULL,
    filed_at timestamptz,
    PRIMARY KEY (call_id, kind)
);

CREATE INDEX intake_unfiled ON intake (site, taken_at) WHERE filed_at IS NULL;
CREATE INDEX intake_ticket ON intake (site, ticket_day, counter);
CREATE INDEX ticket_taken_by_night ON ticket (site, opened_at)
    WHERE channel = 'intake' AND state = 'new';

-- migrate: rollback
