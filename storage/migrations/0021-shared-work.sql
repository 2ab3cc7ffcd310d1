-- Who works on which item of a worklist, and what one shift tells the next.
-- depends: 0018-staff 0004-tickets

-- migrate: apply

CREATE TABLE work_lease (
    site text NOT NULL,
    -- A contact, a ticket or a visit; its id is one on whichever list it stands.
    item uuid NOT NULL,
    worklist text NOT NULL CONSTRAINT work_lease_worklist_known CHECK (
        worklist IN ('callbacks', 'morning', 'visits', 'tickets', 'unreachable')
    ),
    user_id uuid NOT NULL REFERENCES staff_user,
    -- It ends with the session in which it was taken.
    digest text NOT NULL REFERENCES staff_session ON DELETE CASCADE,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (site, item)
);

CREATE INDEX work_lease_until ON work_lease (site, until);
CREATE INDEX work_lease_session ON work_lease (digest);

CREATE TABLE handover_note (
    note_id uuid PRIMARY KEY,
    site text NOT NULL,
    ticket_id uuid REFERENCES ticket,
    text text NOT NULL CONSTRAINT handover_note_text_some CHECK (btrim(text) <> ''),
    written_by uuid NOT NULL REFERENCES staff_user,
    written_at timestamptz NOT NULL,
    done_by uuid REFERENCES staff_user,
    done_at timestamptz,
    CONSTRAINT handover_note_done_by_somebody CHECK ((done_by IS NULL) = (done_at IS NULL))
);

CREATE INDEX handover_note_open ON handover_note (site, written_at) WHERE done_at IS NULL;
CREATE INDEX handover_note_done ON handover_note (site, done_at) WHERE done_at IS NOT NULL;

CREATE TABLE handover_read (
    note_id uuid NOT NULL REFERENCES handover_note,
    user_id uuid NOT NULL REFERENCES staff_user,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (note_id, user_id)
);

-- migrate: rollback
