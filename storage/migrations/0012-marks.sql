-- What callers chose in the menu, and the mark that they gave the talk.
-- depends: 0003-recordings

-- migrate: apply

ALTER TABLE call
    ADD COLUMN subject text
        CONSTRAINT call_subject_is_short CHECK (length(subject) <= 300),
    ADD COLUMN mark smallint
        CONSTRAINT call_mark_up_to_10 CHECK (mark BETWEEN 0 AND 10);

CREATE INDEX call_marked ON call (site, arrived_at) WHERE mark IS NOT NULL;

-- migrate: rollback
