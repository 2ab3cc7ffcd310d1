-- name: insert_dispatches(site, dispatch_ids, ticket_ids, visit_ids, targets, abouts, facts, written_at, not_before)!
-- Write dispatches that wait, in the place of what they make needless; one that is known already stays as it is.
WITH row AS (
    SELECT * FROM unnest(
        :dispatch_ids::uuid[], :ticket_ids::uuid[], :visit_ids::uuid[], :targets::text[],
        :abouts::text[], :facts::text[], :written_at::timestamptz[], :not_before::timestamptz[]
    ) AS row (
        dispatch_id, ticket_id, visit_id, target, about, facts, written_at, not_before
    )
),
replaced AS (
    UPDATE dispatch SET state = 'superseded'
    FROM row
    WHERE
        row.about IN ('visit_requested', 'visit_changed')
        AND dispatch.about IN ('visit_requested', 'visit_changed')
        AND dispatch.visit_id = row.visit_id AND dispatch.target = row.target
        AND dispatch.state NOT IN ('acknowledged', 'superseded')
        AND (dispatch.written_at, dispatch.dispatch_id) < (row.written_at, row.dispatch_id)
        AND NOT EXISTS (
            SELECT FROM dispatch AS later
            WHERE
                later.visit_id = dispatch.visit_id AND later.target = dispatch.target
                AND later.about = 'visit_cancelled'
                AND (later.written_at, later.dispatch_id)
                > (dispatch.written_at, dispatch.dispatch_id)
        )
    RETURNING
        row.dispatch_id AS by_id, dispatch.task_at,
        coalesce(
            dispatch.replayed_at, dispatch.awaited_since, dispatch.not_before, dispatch.written_at
        ) AS since
)
INSERT INTO dispatch (
    site, dispatch_id, ticket_id, visit_id, target, about, facts, written_at, not_before,
    state, next_at, awaited_since
)
SELECT
    :site, row.dispatch_id, row.ticket_id, row.visit_id, row.target, row.about, row.facts::jsonb,
    row.written_at, row.not_before, 'waiting', coalesce(row.not_before, row.written_at),
    (SELECT min(since) FROM replaced WHERE by_id = row.dispatch_id AND task_at IS NULL)
FROM row
ON CONFLICT (dispatch_id) DO NOTHING;

-- name: claim_dispatch(site, dispatch_id, now, until)^
-- Take a dispatch that is due and that nothing earlier of its visit keeps waiting.
UPDATE dispatch
SET attempts = attempts + 1, next_at = :until
WHERE
    site = :site AND dispatch_id = :dispatch_id AND state = 'waiting' AND next_at <= :now
    AND NOT EXISTS (
        SELECT FROM dispatch AS earlier
        WHERE
            earlier.visit_id = dispatch.visit_id AND earlier.target = dispatch.target
            AND earlier.state = 'waiting'
            AND (earlier.written_at, earlier.dispatch_id)
            < (dispatch.written_at, dispatch.dispatch_id)
    )
RETURNING *;

-- name: settle_dispatch(dispatch_id, claimed_address, state, next_at, sent_at, acknowledged_at, error)!
-- Write what became of a try, unless it was settled meanwhile, or sent to another address.
UPDATE dispatch
SET
    state = :state, next_at = :next_at, sent_at = coalesce(sent_at, :sent_at),
    acknowledged_at = coalesce(acknowledged_at, :acknowledged_at), error = :error
WHERE dispatch_id = :dispatch_id AND state = 'waiting' AND address = :claimed_address;

-- name: due_dispatches(site, now, most)
-- Return what is due and is kept waiting by nothing earlier of its visit, the longest due first.
SELECT dispatch.dispatch_id FROM dispatch
WHERE
    dispatch.site = :site AND dispatch.state = 'waiting' AND dispatch.next_at <= :now
    AND NOT EXISTS (
        SELECT FROM dispatch AS earlier
        WHERE
            earlier.visit_id = dispatch.visit_id AND earlier.target = dispatch.target
            AND earlier.state = 'waiting'
            AND (earlier.written_at, earlier.dispatch_id)
            < (dispatch.written_at, dispatch.dispatch_id)
    )
ORDER BY dispatch.next_at, dispatch.dispatch_id
LIMIT :most;

-- name: unanswered_dispatches(site, most)
-- Return what is no person's task yet: the dead, then what awaits an answer; a cancelled visit awaits none.
SELECT dispatch.* FROM dispatch
WHERE
    dispatch.site = :site AND dispatch.task_at IS NULL
    AND (
        dispatch.state = 'dead'
        OR (
            dispatch.about IN ('visit_requested', 'visit_changed')
            AND dispatch.state NOT IN ('acknowledged', 'superseded')
            AND NOT EXISTS (
                SELECT FROM dispatch AS later
                WHERE
                    later.visit_id = dispatch.visit_id AND later.target = dispatch.target
                    AND later.about = 'visit_cancelled'
                    AND (later.written_at, later.dispatch_id)
                    > (dispatch.written_at, dispatch.dispatch_id)
            )
        )
    )
ORDER BY dispatch.state <> 'dead', dispatch.written_at, dispatch.dispatch_id
LIMIT :most;

-- name: chase_dispatch(dispatch_id, chases, was, tried, state, attempts, next_at, address, chased_at, task_at)$
-- Write a step of the chase, unless anything has become of the dispatch since it was read.
UPDATE dispatch
SET
    chases = :chases + 1, state = :state, attempts = :attempts, next_at = :next_at,
    address = :address, chased_at = :chased_at, task_at = :task_at
WHERE
    dispatch_id = :dispatch_id AND chases = :chases AND state = :was AND attempts = :tried
    AND state NOT IN ('acknowledged', 'superseded') AND task_at IS NULL
RETURNING true;

-- name: replay_dispatches(site, dispatch_ids, now)
-- Let dead dispatches wait again and return their ids; none that was emptied, and no request of a visit that was called off there.
UPDATE dispatch
SET
    state = 'waiting', attempts = 0, next_at = :now, address = 0, chased_at = NULL,
    task_at = NULL, replayed_at = :now
WHERE
    site = :site AND dispatch_id = ANY(:dispatch_ids::uuid[]) AND state = 'dead'
    AND blanked_at IS NULL
    AND NOT EXISTS (
        SELECT FROM dispatch AS later
        WHERE
            later.visit_id = dispatch.visit_id AND later.target = dispatch.target
            AND later.about = 'visit_cancelled'
            AND (later.written_at, later.dispatch_id)
            > (dispatch.written_at, dispatch.dispatch_id)
    )
RETURNING dispatch_id;

-- name: dispatches_in(site, states, most)
-- Return the newest dispatches in any of the states.
SELECT * FROM dispatch
WHERE site = :site AND state = ANY(:states::text[])
ORDER BY written_at DESC, dispatch_id DESC
LIMIT :most;

-- name: dispatch_by_id(site, dispatch_id)^
-- Return one dispatch.
SELECT * FROM dispatch WHERE site = :site AND dispatch_id = :dispatch_id;

-- name: visits_dispatched(site, codes, since, until)
-- Return the last word on every visit that clinics were told of, and whether they answered.
SELECT dispatch.* FROM dispatch
WHERE
    dispatch.site = :site AND dispatch.visit_id IS NOT NULL
    AND dispatch.target = ANY(:codes::text[])
    AND (
        dispatch.written_at >= :since
        OR (
            dispatch.about IN ('visit_requested', 'visit_changed')
            AND dispatch.state NOT IN ('acknowledged', 'superseded')
        )
    )
    AND dispatch.written_at < :until
    AND NOT EXISTS (
        SELECT FROM dispatch AS later
        WHERE
            later.visit_id = dispatch.visit_id AND later.target = dispatch.target
            AND later.written_at < :until
            AND (later.written_at, later.dispatch_id) > (dispatch.written_at, dispatch.dispatch_id)
    )
ORDER BY dispatch.written_at, dispatch.dispatch_id;

-- name: targets_of_visit(site, visit_id)
-- Return the codes of all targets that were told of a visit, and the last word to each.
SELECT DISTINCT ON (target) target, about FROM dispatch
WHERE site = :site AND visit_id = :visit_id
ORDER BY target, written_at DESC, dispatch_id DESC;

-- name: known_report(site, target, event_id)$
-- Return what a report was answered with before.
SELECT answer FROM visit_report
WHERE site = :site AND target = :target AND event_id = :event_id;

-- name: keep_report(site, target, event_id, visit_id, status, reason, revision, reported_at, received_at, answer)!
-- Write a report down; the same one once more changes nothing.
INSERT INTO visit_report (
    site, target, event_id, visit_id, status, reason, revision, reported_at, received_at, answer
)
VALUES (
    :site, :target, :event_id, :visit_id, :status, :reason, :revision, :reported_at,
    :received_at, :answer
)
ON CONFLICT DO NOTHING;

-- name: unsettled_of_visit(site, visit_id, codes)
-- Return what people were told of a visit and have not answered for, and hold it.
SELECT * FROM dispatch
WHERE
    site = :site AND visit_id = :visit_id AND target = ANY(:codes::text[])
    AND about IN ('visit_requested', 'visit_changed')
    AND state NOT IN ('acknowledged', 'superseded')
ORDER BY dispatch_id
FOR UPDATE;

-- name: acknowledge_dispatches(dispatch_ids, now)!
-- Note that people have answered for what they were told.
UPDATE dispatch
SET
    state = 'acknowledged', acknowledged_at = coalesce(acknowledged_at, :now),
    sent_at = coalesce(sent_at, :now), error = NULL
WHERE dispatch_id = ANY(:dispatch_ids::uuid[]);
