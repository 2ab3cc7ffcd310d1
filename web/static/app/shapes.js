/**
 * The shapes of what the engine tells a desk, as types; the engine's side is web/live.
 *
 * @typedef {"offline" | "available" | "break" | "aside"} Presence
 * @typedef {"idle" | "ringing" | "talking" | "wrap_up" | "unreachable"} Activity
 *
 * @typedef {object} Phone
 * @property {boolean | null} is_registered `null` while nobody has told
 * @property {number | null} rtt_ms
 * @property {string | null} last_rung_at
 * @property {string | null} trouble a code; its words are `phone.trouble.CODE`
 *
 * @typedef {object} Me
 * @property {string} account
 * @property {string} name
 * @property {Presence} presence
 * @property {string | null} reason
 * @property {Activity} activity
 * @property {string} since
 * @property {string | null} until of the wrap-up
 * @property {boolean} may_extend
 * @property {number} missed
 * @property {string | null} paused_until
 * @property {Phone} phone
 * @property {"missed" | "not_rung" | null} paused_for
 * @property {Presence | null} wish what was declared while a call is on
 *
 * @typedef {object} Reason
 * @property {string} reason
 * @property {string} title
 * @property {number | null} allowed_s
 *
 * @typedef {object} Member
 * @property {string} name
 * @property {Presence} presence
 * @property {string | null} reason
 * @property {Activity} activity
 * @property {string} since
 *
 * @typedef {object} Line
 * @property {number} waiting
 * @property {number | null} oldest_wait_s
 * @property {number | null} estimate_s
 * @property {number} promised
 * @property {number} free_channels
 * @property {number} channels
 * @property {boolean} is_storm
 * @property {boolean} is_open
 *
 * @typedef {object} Work
 * @property {number} callbacks
 * @property {number | null} night `null` while the database is away, and so are the next two
 * @property {number | null} due
 * @property {number | null} unacknowledged
 * @property {number} unreachable
 */

export {};
