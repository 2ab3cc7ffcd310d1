-- name: insert_dispatches(site, dispatch_ids, ticket_ids, visit_ids, targets, abouts, facts, written_at, not_before)!
-- Write dispatches that wait; one that is known already stays as it is.
INSERT INTO dispatch (
    site, dispatch_id, ticket_id, visit_id, target, about, facts, written_at, not_before,
    state, next_at
)
SELECT
    :site, row.dispatch_id, row.ticket_id, row.visit_id, row.target, row.about, row.facts::jsonb,
    row.written_at, row.not_before, 'waiting', coalesce(row.not_before, row.written_at)
FROM unnest(
    :dispatch_ids::uuid[], :ticket_ids::uuid[], :visit_ids::uuid[], :targets::text[],
    :abouts::text[], :facts::text[], :written_at::timestamptz[], :not_before::timestamptz[]
) AS row (
    dispatch_id, ticket_id, visit_id, target, about, facts, written_at, not_before
)
ON CONFLICT (dispatch_id) DO NOTHING;
