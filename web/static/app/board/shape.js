/**
 * The shape of the wallboard as the engine tells it; the engine's side is web/wallboard.
 *
 * @typedef {object} Who
 * @property {string} ticket
 * @property {string} tail the end of the number; empty for somebody who hides theirs
 *
 * @typedef {Who & {purpose: string, since: string, call_id: string}} Lamp
 *
 * @typedef {object} Trunk
 * @property {number} channels
 * @property {number} free
 * @property {boolean} is_rejecting
 * @property {Record<string, Lamp>} lamps by their number
 *
 * @typedef {Who & {state: string, call_id: string | null, contact_id: string, queue: string,
 *   rank: string, since: string, placed_at: string, tries?: number}} Entry
 *
 * @typedef {object} Waiting
 * @property {number} live
 * @property {number} ringing
 * @property {number} promised
 * @property {string | null} oldest_since
 * @property {number | null} estimate_s
 * @property {number | null} estimate_error_s by how much half of the promises were off at most
 * @property {number} estimates
 * @property {Record<string, Entry>} entries
 *
 * @typedef {import("../shapes.js").Member & {agent_id: string, until: string | null,
 *   missed: number, paused_for: string | null, wish: string | null, trouble: string | null,
 *   has_phone: boolean, call_id: string | null, with: Who | null}} Operator
 *
 * @typedef {Record<string, number | null>} Today
 *
 * @typedef {object} Promises
 * @property {number} open
 * @property {number} due
 * @property {number} in_flight
 * @property {number} resting
 * @property {number} unreachable
 * @property {number} kept
 * @property {number} missed
 * @property {string | null} oldest_unkept_at
 * @property {string | null} soonest_for
 *
 * @typedef {object} Visits
 * @property {number | null} sent
 * @property {number | null} acknowledged
 * @property {number | null} chased
 * @property {number | null} unanswered
 *
 * @typedef {object} Storm
 * @property {boolean} is_storm
 * @property {string | null} since
 * @property {string | null} turns_since
 * @property {"on" | "off" | "auto"} order what somebody ordered; `auto`: the figures decide
 * @property {string} ordered_by
 * @property {string | null} ordered_at
 * @property {number} people_10min
 * @property {number} attempts_10min
 * @property {number} redial_factor
 * @property {number} channels_full_share
 * @property {number} first_refused
 * @property {number} missing_channels
 *
 * @typedef {object} Redialer
 * @property {string} tail
 * @property {string} contact_id
 * @property {string} ticket
 * @property {number} attempts
 * @property {number} refused
 * @property {number} burned_s
 * @property {number} saved_s
 * @property {string} reason a code; its words are `board.redial.CODE`
 *
 * @typedef {object} ChartSlot
 * @property {string} at
 * @property {number} attempts
 * @property {number} people
 * @property {number} waiting
 * @property {number} longest_wait_s
 * @property {Record<string, number>} channels
 * @property {number | null} [usual_attempts]
 * @property {number | null} [usual_people]
 *
 * @typedef {object} Board
 * @property {Record<string, Trunk>} trunks
 * @property {Waiting} waiting
 * @property {Record<string, Operator>} crew
 * @property {Today} today
 * @property {Promises} promises
 * @property {Visits} visits
 * @property {Storm} storm
 * @property {Redialer[]} redialers
 * @property {ChartSlot} chart
 */

export {};
