-- name: storm_norms(site)
-- Return what is usual in each hour of the week of which anything was learned.
SELECT weekday, hour, people_mean, people_days, attempts_mean, attempts_days
FROM storm_norm
WHERE site = :site
ORDER BY weekday, hour;

-- name: last_storm_switch(site)^
-- Return the last time that a storm began or ended; nothing when there was none.
SELECT at, entered, reason, figures::text AS figures
FROM storm_switch
WHERE site = :site
ORDER BY at DESC, switch_id DESC
LIMIT 1;

-- name: observed_hours(site, since, until, zone)
-- Return how every whole hour went in which anybody called, the oldest first; those who hide their number are one person per call.
WITH storm AS (
    SELECT tstzrange(at, lead(at) OVER (ORDER BY at, switch_id)) AS span, entered
    FROM storm_switch
    WHERE site = :site
),
attempt AS (
    SELECT
        date_trunc('hour', call.arrived_at, :zone) AS begins_at,
        coalesce(contact.number, call.call_id::text) AS person
    FROM call JOIN contact USING (contact_id)
    WHERE call.site = :site AND call.direction = 'inbound'
    AND call.arrived_at >= date_trunc('hour', :since::timestamptz, :zone)
    AND call.arrived_at < date_trunc('hour', :until::timestamptz, :zone)
)
SELECT
    (extract(isodow FROM begins_at AT TIME ZONE :zone) - 1)::integer AS weekday,
    extract(hour FROM begins_at AT TIME ZONE :zone)::integer AS hour,
    count(DISTINCT person)::integer AS people,
    count(*)::integer AS attempts,
    EXISTS (
        SELECT FROM storm
        WHERE entered AND span && tstzrange(begins_at, begins_at + interval '1 hour')
    ) AS was_storm
FROM attempt
GROUP BY begins_at
ORDER BY begins_at;
