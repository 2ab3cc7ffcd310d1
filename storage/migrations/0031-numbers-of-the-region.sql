-- What a person is known by in the region's own system, kept with the ticket.
-- depends: 0004-tickets

-- migrate: apply

ALTER TABLE ticket ADD COLUMN region_number text NOT NULL DEFAULT '';

-- migrate: rollback
