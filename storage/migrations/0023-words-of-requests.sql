-- What was asked for by keys, in the words of a ticket: the speciality, and what a registry failed at.
-- depends: 0010-intake

-- migrate: apply

-- Whatever was taken before said nothing by keys that its kind does not say.
ALTER TABLE intake ADD COLUMN words text NOT NULL DEFAULT '';

-- migrate: rollback
