-- From when a replayed dispatch is chased, and how often a citizen was asked.
-- depends: 0004-tickets 0006-dispatches

-- migrate: apply

ALTER TABLE dispatch ADD COLUMN replayed_at timestamptz;

ALTER TABLE ticket ADD COLUMN questions integer NOT NULL DEFAULT 0;
-- Until now a question had the number of the ticket's round; a further one takes the next.
UPDATE ticket SET questions = rounds WHERE rounds > 0;

-- migrate: rollback
