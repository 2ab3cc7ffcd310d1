-- name: open_alerts(site)
-- Return every alert that is not cleared, the oldest first.
SELECT
    alert_id, kind, subject, severity, raised_at, value, worst, threshold, after_s, times_worse,
    acknowledged_by, acknowledged_at, acknowledged_value, cleared_at, cleared_because
FROM alert
WHERE site = :site AND cleared_at IS NULL
ORDER BY raised_at, alert_id;

-- name: newest_alerts(site, kind, before_at, before_id, most)
-- Return the newest alerts, of one kind or of all, behind a place where one is given.
SELECT
    alert_id, kind, subject, severity, raised_at, value, worst, threshold, after_s, times_worse,
    acknowledged_by, acknowledged_at, acknowledged_value, cleared_at, cleared_because
FROM alert
WHERE site = :site AND (:kind::text IS NULL OR kind = :kind::text)
AND (
    :before_at::timestamptz IS NULL
    OR (raised_at, alert_id) < (:before_at::timestamptz, :before_id::uuid)
)
ORDER BY raised_at DESC, alert_id DESC
LIMIT :most;

-- name: find_alert(site, alert_id)^
-- Return one alert; nothing when it is unknown.
SELECT
    alert_id, kind, subject, severity, raised_at, value, worst, threshold, after_s, times_worse,
    acknowledged_by, acknowledged_at, acknowledged_value, cleared_at, cleared_because
FROM alert
WHERE site = :site AND alert_id = :alert_id;

-- name: waiting_alert_messages(site)
-- Return what other systems are still to be told of alerts, the oldest first.
SELECT
    message_id, alert_id, target, about, body, written_at, state, attempts, next_at, sent_at, error
FROM alert_message
WHERE site = :site AND state = 'waiting'
ORDER BY message_id;

-- name: outboxes(site)^
-- Return since when the oldest of each kind waits that other systems are to take or to answer for.
SELECT
    (SELECT min(requested_at) FROM visit
     WHERE site = :site AND state IN ('requested', 'delivered')) AS visits_since,
    (SELECT count(*) FROM visit
     WHERE site = :site AND state IN ('requested', 'delivered')) AS visits,
    (SELECT min(written_at) FROM dispatch
     WHERE site = :site AND state = 'waiting') AS dispatches_since,
    (SELECT min(written_at) FROM sms_outbox
     WHERE site = :site AND state = 'waiting') AS messages_since;
