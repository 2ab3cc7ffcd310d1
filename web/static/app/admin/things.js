/** What administrators change: each kind of thing, its fields, and who may change it. */

/**
 * @typedef {object} Part a field of a document
 * @property {string} name in the document; its words are `admin.field.NAME`
 * @property {"text" | "number" | "skills" | "list" | "time" | "choice" | "roles" | "tel"} is
 * @property {string[]} [choices] their words are `admin.choice.VALUE`
 * @property {boolean} [isNeeded]
 */

/**
 * @typedef {object} Kind
 * @property {string} name as in the address of the page and of the API; its words are `admin.NAME`
 * @property {string} kind as in the journal
 * @property {string} icon
 * @property {string} scope
 * @property {Part[]} parts
 * @property {"text" | "tel" | "date"} [subject] how a new one is named; without it none is added
 * @property {boolean} [mayGo] something of it can be taken away
 * @property {"secret" | "password"} [opens] what is told once, and made anew on demand
 */

/** @type {Kind[]} */
export const KINDS = [
  {
    name: "operators",
    kind: "operator",
    icon: "headset",
    scope: "administration",
    subject: "text",
    mayGo: true,
    opens: "secret",
    parts: [
      { name: "name", is: "text", isNeeded: true },
      { name: "skills", is: "skills", isNeeded: true },
    ],
  },
  {
    name: "users",
    kind: "user",
    icon: "users",
    scope: "administration",
    subject: "text",
    mayGo: true,
    opens: "password",
    parts: [
      { name: "name", is: "text", isNeeded: true },
      { name: "roles", is: "roles", isNeeded: true },
      { name: "account", is: "text" },
      { name: "clinic", is: "text" },
    ],
  },
  {
    name: "queues",
    kind: "queue",
    icon: "users-group",
    scope: "administration",
    mayGo: true,
    parts: [
      { name: "title", is: "text" },
      { name: "needs", is: "skills" },
      { name: "priority", is: "number" },
      { name: "ring_timeout_s", is: "number" },
      { name: "first_announcement_s", is: "number" },
      { name: "announcement_every_s", is: "number" },
      { name: "threshold_s", is: "number" },
      { name: "empty_hall_s", is: "number" },
      { name: "handle_s", is: "number" },
    ],
  },
  {
    name: "categories",
    kind: "category",
    icon: "filter",
    scope: "administration",
    subject: "text",
    mayGo: true,
    parts: [
      { name: "title", is: "text" },
      { name: "own_within_minutes", is: "number" },
      { name: "resolve_within_minutes", is: "number" },
      { name: "answer", is: "text" },
    ],
  },
  {
    name: "clinics",
    kind: "clinic",
    icon: "building-hospital",
    scope: "administration",
    subject: "text",
    mayGo: true,
    parts: [
      { name: "name", is: "text", isNeeded: true },
      { name: "serves", is: "choice", choices: ["children", "adults", "both"], isNeeded: true },
      { name: "district_workday", is: "number" },
      { name: "duty_workday", is: "number" },
      { name: "district_day_off", is: "number" },
      { name: "duty_day_off", is: "number" },
      { name: "same_day_until", is: "time", isNeeded: true },
      { name: "duty_until", is: "time", isNeeded: true },
      { name: "phones", is: "list" },
    ],
  },
  {
    name: "dispatchers",
    kind: "dispatcher",
    icon: "ambulance",
    scope: "administration",
    subject: "text",
    mayGo: true,
    parts: [
      { name: "name", is: "text", isNeeded: true },
      { name: "phone", is: "tel", isNeeded: true },
      { name: "settlements", is: "list" },
    ],
  },
  {
    name: "numbers",
    kind: "number",
    icon: "phone-check",
    scope: "numbers",
    subject: "tel",
    mayGo: true,
    parts: [
      { name: "treatment", is: "choice", choices: ["always_admitted", "human_only"], isNeeded: true },
      { name: "note", is: "text", isNeeded: true },
    ],
  },
  {
    name: "days",
    kind: "day",
    icon: "calendar-event",
    scope: "administration",
    subject: "date",
    mayGo: true,
    parts: [
      { name: "day", is: "choice", choices: ["off", "work", "short"], isNeeded: true },
      { name: "note", is: "text", isNeeded: true },
    ],
  },
];

/** The roles, as the engine knows them. */
export const ROLES = ["operator", "senior", "supervisor", "clinic_dispatcher", "auditor", "administrator"];
