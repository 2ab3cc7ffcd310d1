-- name: give_hours_order(order_id, site, service, asked, given_at, until, author)!
-- Append an order about a service's hours to the journal.
INSERT INTO hours_order (order_id, site, service, asked, given_at, until, author)
VALUES (:order_id, :site, :service, :asked, :given_at, :until, :author);

-- name: last_hours_orders(site)
-- Return the last order about every service; ids sort by their making.
SELECT DISTINCT ON (service) service, asked, given_at, until, author
FROM hours_order
WHERE site = :site
ORDER BY service, order_id DESC;

-- name: add_topic(site, topic_id, text, recording, lasts_s, place, starts_at, expires_at, author, added_at)<!
-- Keep a new hot topic, and return its name; nothing when the name is taken.
INSERT INTO hot_topic (
    site, topic_id, text, recording, lasts_s, place, starts_at, expires_at, author, added_at
)
VALUES (
    :site, :topic_id, :text, :recording, :lasts_s, :place, :starts_at, :expires_at, :author,
    :added_at
)
ON CONFLICT DO NOTHING
RETURNING topic_id;

-- name: stop_topic(site, topic_id, now)<!
-- Take a hot topic off the line, and return its name; nothing when it is off it already.
UPDATE hot_topic SET stopped_at = :now
WHERE site = :site AND topic_id = :topic_id AND stopped_at IS NULL AND expires_at > :now
RETURNING topic_id;

-- name: resume_topic(site, topic_id, now)$
-- Put a hot topic back that was taken off, and return its name; nothing when it is over.
UPDATE hot_topic SET stopped_at = NULL
WHERE
    site = :site AND topic_id = :topic_id AND stopped_at IS NOT NULL AND expires_at > :now
RETURNING topic_id;

-- name: lasting_topics(site, now)
-- Return the hot topics that are on the line or will be, the first start first.
SELECT topic_id, text, recording, lasts_s, place, starts_at, expires_at, author, stopped_at
FROM hot_topic
WHERE site = :site AND stopped_at IS NULL AND expires_at > :now
ORDER BY starts_at, topic_id;

-- name: count_topics(site, topic_ids, heard, contained)!
-- Add to what came of hot topics.
UPDATE hot_topic SET
    heard = hot_topic.heard + counted.heard, contained = hot_topic.contained + counted.contained
FROM unnest(:topic_ids::text[], :heard::bigint[], :contained::bigint[])
    AS counted (topic_id, heard, contained)
WHERE hot_topic.site = :site AND hot_topic.topic_id = counted.topic_id;

-- name: topic_effects(site)
-- Return what came of every hot topic.
SELECT topic_id, heard, contained FROM hot_topic WHERE site = :site;

-- name: announce_topic(site, number, topic_id, text, place, starts_at, expires_at, author)!
-- Keep a topic that waits to be spoken, in the place of what waited under its number.
INSERT INTO announced_topic (
    site, number, topic_id, text, place, starts_at, expires_at, author
)
VALUES (:site, :number, :topic_id, :text, :place, :starts_at, :expires_at, :author)
ON CONFLICT (site, number) DO UPDATE SET
    topic_id = excluded.topic_id, text = excluded.text, place = excluded.place,
    starts_at = excluded.starts_at, expires_at = excluded.expires_at, author = excluded.author;

-- name: spoken_topic(site, number)!
-- Forget a topic that waited to be spoken.
DELETE FROM announced_topic WHERE site = :site AND number = :number;

-- name: announced_topics(site, now)
-- Return the topics that wait to be spoken and are not over.
SELECT number, topic_id, text, place, starts_at, expires_at, author
FROM announced_topic
WHERE site = :site AND expires_at > :now
ORDER BY number;
