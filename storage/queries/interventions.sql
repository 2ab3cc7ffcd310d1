-- name: append_interventions(site, intervention_ids, at, actors, deeds, subjects, whys, details, call_ids, beside_since)!
-- Append what supervisors did; what is kept already stays as it is.
INSERT INTO intervention (
    intervention_id, site, at, actor, deed, subject, why, detail, call_id, beside_since
)
SELECT
    done.intervention_id, :site, done.at, done.actor, done.deed, done.subject, done.why,
    done.detail, done.call_id, done.beside_since
FROM unnest(
    :intervention_ids::uuid[], :at::timestamptz[], :actors::text[], :deeds::text[],
    :subjects::text[], :whys::text[], :details::text[], :call_ids::uuid[],
    :beside_since::timestamptz[]
) AS done (intervention_id, at, actor, deed, subject, why, detail, call_id, beside_since)
ON CONFLICT DO NOTHING;

-- name: newest_interventions(site, most)
-- Return what supervisors did last, the newest first.
SELECT intervention_id, at, actor, deed, subject, why, detail, call_id, beside_since
FROM intervention
WHERE site = :site
ORDER BY at DESC, intervention_id DESC
LIMIT :most;

-- name: interventions_of_call(site, call_id)
-- Return what supervisors did to the person of a call, the oldest first.
SELECT intervention_id, at, actor, deed, subject, why, detail, call_id, beside_since
FROM intervention
WHERE site = :site AND call_id = :call_id
ORDER BY at, intervention_id;

-- name: last_intervention(site, deed)^
-- Return the last time that supervisors did this.
SELECT intervention_id, at, actor, deed, subject, why, detail, call_id, beside_since
FROM intervention
WHERE site = :site AND deed = :deed
ORDER BY at DESC, intervention_id DESC
LIMIT 1;

-- name: interventions_found(site, since, until, actor, deeds, most)
-- Return what supervisors did that fits, the newest first.
SELECT intervention_id, at, actor, deed, subject, why, detail, call_id, beside_since
FROM intervention
WHERE site = :site
AND (:since::timestamptz IS NULL OR at >= :since)
AND (:until::timestamptz IS NULL OR at < :until)
AND (:actor::text IS NULL OR actor = :actor)
AND (cardinality(:deeds::text[]) = 0 OR deed = ANY (:deeds))
ORDER BY at DESC, intervention_id DESC
LIMIT :most;
