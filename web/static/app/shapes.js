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
 * @property {string | null} owes_of the call of which a word is owed before the next one
 * @property {boolean} is_overdue whether the time for it is over; the rest is of the limit
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
 * @property {boolean} is_overdue whether they owe a word about their last call for too long
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
 * @property {number} reports how often a visit was told of; lists are asked for anew with it
 *
 * @typedef {object} TicketOfCall
 * @property {string} number
 * @property {string} id
 * @property {string | null} kind `null` until the engine has read it
 * @property {string} state
 * @property {string | null} category
 * @property {string} text
 * @property {string} [opened_at]
 *
 * @typedef {object} Call
 * @property {string} call_id
 * @property {"ringing" | "talking" | "held" | "wrap_up"} state
 * @property {boolean} is_dialling one's own call, whose person is being rung
 * @property {boolean} is_muted
 * @property {"inbound" | "outbound"} direction
 * @property {string} since
 * @property {{shown: string, is_withheld: boolean, kind: string, is_shared: boolean,
 *   name: string}} number
 * @property {string} contact_id
 * @property {TicketOfCall[]} tickets
 * @property {TicketOfCall[]} earlier
 * @property {{at: string, end: string | null}[]} attempts
 * @property {number} attempts_today
 * @property {string | null} first_attempt_at
 * @property {boolean} is_urgent
 * @property {string} decision
 * @property {{at: string | null, told: string, told_at: string | null, tries: number} | null}
 *   promised
 * @property {{subject: string | null, language: string, keyed: Record<string, string>,
 *   spoken: {field: string, seconds: number}[], requests: number}} collected
 * @property {string} dialled
 * @property {string | null} queue
 * @property {number} waited_s
 * @property {{to: string, kind: string | null, state: string} | null} transfer
 */

export {};
