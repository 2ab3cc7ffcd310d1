-- name: leases_in_force(site, now)
-- Return what somebody works on now; a lease ends no later than the session it was taken in.
SELECT
    lease.item, lease.worklist, lease.user_id, staff_user.login, staff_user.name, lease.digest,
    lease.since, least(lease.until, session.ended_at, session.expires_at) AS until
FROM work_lease AS lease
INNER JOIN staff_user USING (user_id)
INNER JOIN staff_session AS session USING (digest)
WHERE lease.site = :site AND lease.until > :now
AND least(session.ended_at, session.expires_at) > :now
ORDER BY lease.since, lease.item;

-- name: lease_of_item(site, item)^
-- Return the last lease of an item, also one that has ended.
SELECT
    lease.item, lease.worklist, lease.user_id, staff_user.login, staff_user.name, lease.digest,
    lease.since, least(lease.until, session.ended_at, session.expires_at) AS until
FROM work_lease AS lease
INNER JOIN staff_user USING (user_id)
INNER JOIN staff_session AS session USING (digest)
WHERE lease.site = :site AND lease.item = :item;

-- name: put_lease(site, item, worklist, user_id, digest, since, until, was_user, was_since)^
-- Write a lease in place of the one that was read, and return its item; nothing when that is gone.
WITH old AS (
    DELETE FROM work_lease WHERE (site, item) IN (
        SELECT site, item FROM work_lease
        WHERE site = :site AND item <> :item AND until < :since::timestamptz - interval '1 day'
        LIMIT 100
        FOR UPDATE SKIP LOCKED
    )
)

INSERT INTO work_lease (site, item, worklist, user_id, digest, since, until)
VALUES (:site, :item, :worklist, :user_id, :digest, :since, :until)
ON CONFLICT (site, item) DO UPDATE SET
    worklist = excluded.worklist, user_id = excluded.user_id, digest = excluded.digest,
    since = excluded.since, until = excluded.until
WHERE work_lease.user_id = :was_user AND work_lease.since = :was_since
RETURNING item;

-- name: release_lease(site, item, user_id)!
-- Forget the lease of an item, if that user holds it.
DELETE FROM work_lease WHERE site = :site AND item = :item AND user_id = :user_id;

-- name: write_note(note_id, site, ticket_id, text, written_by, written_at)!
-- Write down what one shift tells the next.
INSERT INTO handover_note (note_id, site, ticket_id, text, written_by, written_at)
VALUES (:note_id, :site, :ticket_id, :text, :written_by, :written_at);

-- name: handover_notes(site, done_since, most)
-- Return the newest notes that are not done, then those that were done since some moment.
SELECT
    note.note_id, note.ticket_id, ticket.ticket_day, ticket.counter, note.text, note.written_at,
    author.user_id, author.login, author.name, note.done_at, finisher.user_id AS done_id,
    finisher.login AS done_login, finisher.name AS done_name
FROM handover_note AS note
INNER JOIN staff_user AS author ON author.user_id = note.written_by
LEFT JOIN staff_user AS finisher ON finisher.user_id = note.done_by
LEFT JOIN ticket USING (ticket_id)
WHERE note.site = :site AND (note.done_at IS NULL OR note.done_at >= :done_since)
ORDER BY note.done_at IS NOT NULL, note.written_at DESC, note.note_id DESC
LIMIT :most;

-- name: reads_of_notes(note_ids)
-- Return who has read notes, in their order.
SELECT handover_read.note_id, handover_read.read_at, user_id, staff_user.login, staff_user.name
FROM handover_read INNER JOIN staff_user USING (user_id)
WHERE handover_read.note_id = ANY(:note_ids::uuid[])
ORDER BY handover_read.read_at, staff_user.login COLLATE "C";

-- name: note_was_read(site, note_id, user_id, read_at)^
-- Note that somebody has read a note, once, and return it; nothing when there is none.
WITH note AS (
    SELECT note_id FROM handover_note WHERE site = :site AND note_id = :note_id
),

kept AS (
    INSERT INTO handover_read (note_id, user_id, read_at)
    SELECT note_id, :user_id, :read_at FROM note
    ON CONFLICT DO NOTHING
)

SELECT note_id FROM note;

-- name: note_was_done(site, note_id, user_id, done_at)^
-- Take that a note is done, and return it; the first who said so stays.
UPDATE handover_note SET
    done_by = coalesce(done_by, :user_id), done_at = coalesce(done_at, :done_at)
WHERE site = :site AND note_id = :note_id
RETURNING note_id;
