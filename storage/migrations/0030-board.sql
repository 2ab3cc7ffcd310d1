-- The wallboard counts the requests of visits of a day while somebody watches.
-- depends: 0006-dispatches

-- migrate: apply

CREATE INDEX dispatch_of_visit_written ON dispatch (site, written_at)
    WHERE about IN ('visit_requested', 'visit_changed');

-- migrate: rollback
