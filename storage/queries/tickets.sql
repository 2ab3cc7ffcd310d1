-- part: all_that_comes_with_it
-- Write visits, links, the history and deadlines of the ticket whose row was written.
visit_rows AS (
    INSERT INTO visit (
        visit_id, site, ticket_id, place, requested_at, complaint, danger_signs,
        address_text, settlement, street, house, flat, entrance, floor, intercom, landmark,
        patient_name, born_on, age_years, policy_number, phone, window_since, window_until,
        clinic, day, shift, is_on_waiting_list, state, state_at, acknowledged_at, doctor,
        reason
    )
    SELECT
        row.visit_id, row.site, row.ticket_id, row.place, row.requested_at, row.complaint,
        row.danger_signs, row.address_text, row.settlement, row.street, row.house, row.flat,
        row.entrance, row.floor, row.intercom, row.landmark, row.patient_name, row.born_on,
        row.age_years, row.policy_number, row.phone, row.window_since, row.window_until,
        row.clinic, row.day, row.shift, row.is_on_waiting_list, row.state, row.state_at,
        row.acknowledged_at, row.doctor, row.reason
    FROM ticket_row, jsonb_to_recordset(:visits::jsonb) AS row (
        visit_id uuid, site text, ticket_id uuid, place smallint, requested_at timestamptz,
        complaint text, danger_signs text[], address_text text, settlement text, street text,
        house text, flat text, entrance text, floor text, intercom text, landmark text,
        patient_name text, born_on date, age_years integer, policy_number text, phone text,
        window_since timestamptz, window_until timestamptz, clinic text, day date,
        shift text, is_on_waiting_list boolean, state text, state_at timestamptz,
        acknowledged_at timestamptz, doctor text, reason text
    )
    ON CONFLICT (visit_id) DO UPDATE SET
        complaint = excluded.complaint, danger_signs = excluded.danger_signs,
        address_text = excluded.address_text, settlement = excluded.settlement,
        street = excluded.street, house = excluded.house, flat = excluded.flat,
        entrance = excluded.entrance, floor = excluded.floor, intercom = excluded.intercom,
        landmark = excluded.landmark, patient_name = excluded.patient_name,
        born_on = excluded.born_on, age_years = excluded.age_years,
        policy_number = excluded.policy_number, phone = excluded.phone,
        window_since = excluded.window_since, window_until = excluded.window_until,
        clinic = excluded.clinic, day = excluded.day, shift = excluded.shift,
        is_on_waiting_list = excluded.is_on_waiting_list, state = excluded.state,
        state_at = excluded.state_at, acknowledged_at = excluded.acknowledged_at,
        doctor = excluded.doctor, reason = excluded.reason
),
link_rows AS (
    INSERT INTO ticket_link (ticket_id, other_id, how)
    SELECT ticket_row.ticket_id, row.other_id, row.how
    FROM ticket_row, unnest(:other_ids::uuid[], :hows::text[]) AS row (other_id, how)
    ON CONFLICT DO NOTHING
),
history_row AS (
    INSERT INTO ticket_history (
        ticket_id, revision, site, at, role, agent_id, actor_name, state, kind, payload
    )
    SELECT
        ticket_id, revision, site, :at, :role, :agent_id, :actor_name, state, :change,
        :payload::text::jsonb
    FROM ticket_row
),
wanted AS (
    SELECT ticket_row.ticket_id, ticket_row.site, row.kind, row.round, row.due_at
    FROM ticket_row,
        unnest(:kinds::text[], :rounds::integer[], :due_at::timestamptz[])
        AS row (kind, round, due_at)
),
deadlines_gone AS (
    DELETE FROM ticket_deadline USING ticket_row
    WHERE ticket_deadline.ticket_id = ticket_row.ticket_id AND fired_at IS NULL
    AND (kind, round) NOT IN (SELECT kind, round FROM wanted)
),
deadline_rows AS (
    INSERT INTO ticket_deadline (ticket_id, kind, round, site, due_at)
    SELECT ticket_id, kind, round, site, due_at FROM wanted
    ON CONFLICT (ticket_id, kind, round) DO UPDATE SET due_at = excluded.due_at
    WHERE ticket_deadline.fired_at IS NULL
)
SELECT ticket_id FROM ticket_row;

-- name: open_ticket(contacts, row, visits, other_ids, hows, at, role, agent_id, actor_name, change, payload, kinds, rounds, due_at)$
-- Write a new ticket with all that comes with it, and return its id; nothing of a task of ours that stands already.
WITH contact_rows AS (
    INSERT INTO contact (
        contact_id, site, number, opened_at, ended_at, end_reason, is_shared, revision
    )
    SELECT contact_id, site, number, opened_at, ended_at, end_reason, is_shared, revision
    FROM jsonb_to_recordset(:contacts::jsonb) AS row (
        contact_id uuid, site text, number text, opened_at timestamptz, ended_at timestamptz,
        end_reason text, is_shared boolean, revision bigint
    )
),
ticket_row AS (
    INSERT INTO ticket (
        ticket_id, site, contact_id, number, ticket_day, counter, opened_at, revision, filed_at,
        channel, kind, category, category_title, is_in_scope, person_name, person_phone,
        institution, region_number, text, state, priority, owner, owned_at, rounds, clock_from,
        waiting_since,
        waited_s, questions, own_by, resolve_by, conclusion, ended_at, is_answered, is_solved, refusal,
        evidence, ending_note, cause_id, follow_up, follow_up_key, names, addresses, phones
    )
    SELECT
        ticket_id, site, contact_id, number, ticket_day, counter, opened_at, revision, filed_at,
        channel, kind, category, category_title, is_in_scope, person_name, person_phone,
        institution, coalesce(region_number, ''), text, state, priority, owner, owned_at, rounds,
        clock_from, waiting_since,
        waited_s, questions, own_by, resolve_by, conclusion, ended_at, is_answered, is_solved, refusal,
        evidence, ending_note, cause_id, follow_up, follow_up_key, names, addresses, phones
    FROM jsonb_to_record(:row::jsonb) AS row (
        ticket_id uuid, site text, contact_id uuid, number text, ticket_day date,
        counter integer, opened_at timestamptz, revision bigint, filed_at timestamptz,
        channel text, kind text, category text, category_title text, is_in_scope boolean,
        person_name text, person_phone text, institution text, region_number text, text text,
        state text,
        priority text, owner uuid, owned_at timestamptz, rounds integer, clock_from timestamptz,
        waiting_since timestamptz, waited_s double precision, questions integer,
        own_by timestamptz,
        resolve_by timestamptz, conclusion text, ended_at timestamptz, is_answered boolean,
        is_solved boolean, refusal text, evidence jsonb, ending_note text, cause_id uuid,
        follow_up text, follow_up_key text, names text, addresses text, phones text[]
    )
    ON CONFLICT (cause_id, follow_up, follow_up_key) WHERE follow_up IS NOT NULL DO NOTHING
    RETURNING ticket_id, site, revision, state
),
-- insert: all_that_comes_with_it

-- name: change_ticket(row, visits, other_ids, hows, at, role, agent_id, actor_name, change, payload, kinds, rounds, due_at)$
-- Write a ticket anew with all that comes with it if its row is the revision before, and return its id.
WITH ticket_row AS (
    UPDATE ticket SET
        revision = row.revision, filed_at = row.filed_at, channel = row.channel, kind = row.kind,
        category = row.category, category_title = row.category_title,
        is_in_scope = row.is_in_scope, person_name = row.person_name,
        person_phone = row.person_phone, institution = row.institution,
        region_number = coalesce(row.region_number, ''), text = row.text,
        state = row.state, priority = row.priority, owner = row.owner, owned_at = row.owned_at,
        rounds = row.rounds, clock_from = row.clock_from, waiting_since = row.waiting_since,
        waited_s = row.waited_s, questions = row.questions, own_by = row.own_by, resolve_by = row.resolve_by,
        conclusion = row.conclusion, ended_at = row.ended_at, is_answered = row.is_answered,
        is_solved = row.is_solved, refusal = row.refusal, evidence = row.evidence,
        ending_note = row.ending_note, cause_id = row.cause_id, follow_up = row.follow_up,
        follow_up_key = row.follow_up_key, names = row.names, addresses = row.addresses,
        phones = row.phones
    FROM jsonb_to_record(:row::jsonb) AS row (
        ticket_id uuid, revision bigint, filed_at timestamptz, channel text, kind text,
        category text, category_title text, is_in_scope boolean, person_name text,
        person_phone text, institution text, region_number text, text text, state text,
        priority text, owner uuid,
        owned_at timestamptz, rounds integer, clock_from timestamptz, waiting_since timestamptz,
        waited_s double precision, questions integer, own_by timestamptz, resolve_by timestamptz, conclusion text,
        ended_at timestamptz, is_answered boolean, is_solved boolean, refusal text,
        evidence jsonb, ending_note text, cause_id uuid, follow_up text, follow_up_key text,
        names text, addresses text, phones text[]
    )
    WHERE ticket.ticket_id = row.ticket_id AND ticket.revision = row.revision - 1
    RETURNING ticket.ticket_id, ticket.site, ticket.revision, ticket.state
),
-- insert: all_that_comes_with_it

-- name: ticket_card(site, ticket_id)^
-- Return a ticket, what its person is known by, and how their last call ended.
SELECT
    ticket.ticket_id, ticket.contact_id, ticket.ticket_day, ticket.counter, ticket.revision,
    ticket.filed_at, ticket.channel, ticket.kind, ticket.category, ticket.category_title,
    ticket.is_in_scope, ticket.person_name, ticket.person_phone, ticket.institution,
    ticket.region_number, ticket.text, ticket.state, ticket.priority, ticket.owner, ticket.owned_at, ticket.rounds,
    ticket.waiting_since, ticket.questions, ticket.waited_s, ticket.own_by, ticket.resolve_by,
    ticket.conclusion, ticket.ended_at, ticket.is_answered, ticket.is_solved, ticket.refusal,
    ticket.ending_note, ticket.cause_id, ticket.follow_up, ticket.follow_up_key,
    ticket.opened_at, ticket.evidence::text AS evidence,
    coalesce(ticket.clock_from, ticket.opened_at) AS clock_from,
    contact.number AS called_from, last.outcome AS last_outcome
FROM ticket
JOIN contact USING (contact_id)
LEFT JOIN LATERAL (
    SELECT outcome FROM call
    WHERE call.contact_id = ticket.contact_id AND call.ticket_id = ticket.ticket_id
    ORDER BY arrived_at DESC
    LIMIT 1
) AS last ON true
WHERE ticket.site = :site AND ticket.ticket_id = :ticket_id;

-- name: ticket_visits(ticket_id)
-- Return the visits of a ticket in the order in which they were requested.
SELECT
    visit_id, requested_at, complaint, danger_signs, address_text, settlement, street, house,
    flat, entrance, floor, intercom, landmark, patient_name, born_on, age_years,
    policy_number, phone, window_since, window_until, clinic, day, shift, is_on_waiting_list,
    state, state_at, acknowledged_at, doctor, reason
FROM visit
WHERE ticket_id = :ticket_id
ORDER BY place;

-- name: ticket_links(ticket_id)
-- Return what a ticket is linked to.
SELECT other_id, how FROM ticket_link WHERE ticket_id = :ticket_id ORDER BY other_id, how;

-- name: ticket_numbered(site, day, counter)$
-- Return the id of the ticket of that number.
SELECT ticket_id FROM ticket WHERE site = :site AND ticket_day = :day AND counter = :counter;

-- name: ticket_of_visit(site, visit_id)$
-- Return the id of the ticket that a visit belongs to.
SELECT ticket_id FROM visit WHERE site = :site AND visit_id = :visit_id;

-- name: ticket_history(site, ticket_id)
-- Return the history of a ticket in its order.
SELECT revision, at, role, agent_id, actor_name, state, kind, payload::text AS payload
FROM ticket_history
WHERE site = :site AND ticket_id = :ticket_id
ORDER BY revision;

-- name: visits_booked(site, clinic, since, until)
-- Return how many visits a clinic has promised on days; the cancelled and refused ones left out.
SELECT day, shift, count(*) AS visits
FROM visit
WHERE site = :site AND clinic = :clinic AND day BETWEEN :since AND :until
AND shift IS NOT NULL AND NOT is_on_waiting_list AND state NOT IN ('refused', 'cancelled')
GROUP BY day, shift;

-- name: next_deadline(site, aside)^
-- Return the next deadline to come, or the longest due, of tickets that are not put aside.
SELECT ticket_id, kind, round, due_at
FROM ticket_deadline
WHERE site = :site AND fired_at IS NULL AND NOT ticket_id = ANY(:aside::uuid[])
ORDER BY due_at
LIMIT 1;

-- name: lock_ticket(ticket_id)$
-- Lock a ticket, before anything that hangs on it, as everybody does who changes it.
SELECT ticket_id FROM ticket WHERE ticket_id = :ticket_id FOR UPDATE;

-- name: fire_deadline(ticket_id, kind, round, now)$
-- Mark a deadline as fired, and return its kind; nothing when it has fired already, or was moved.
UPDATE ticket_deadline SET fired_at = :now
WHERE ticket_id = :ticket_id AND kind = :kind AND round = :round
AND fired_at IS NULL AND due_at <= :now
RETURNING kind;
