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
 * @property {"text" | "tel" | "day"} [subject] how a new one is named; without it none is added
 * @property {boolean} [mayGo] something of it can be taken away
 * @property {"secret" | "password"} [opens] what is told once, and made anew on demand
 */

/** The kinds of things; most are named by a text, can be taken away, and are the administrator's. */
export const KINDS = [
  thing("operators", "operator", "headset", [needed(text("name")), needed({ name: "skills", is: "skills" })], {
    opens: "secret",
  }),
  thing(
    "users", "user", "users",
    [needed(text("name")), needed({ name: "roles", is: "roles" }), text("account"), text("clinic")],
    { opens: "password" },
  ),
  thing(
    "queues", "queue", "users-group",
    [
      text("title"),
      { name: "needs", is: "skills" },
      ...["priority", "ring_timeout_s", "first_announcement_s", "announcement_every_s"].map(number),
      ...["threshold_s", "empty_hall_s", "handle_s"].map(number),
    ],
    { subject: undefined },
  ),
  thing("categories", "category", "filter", [
    text("title"), number("own_within_minutes"), number("resolve_within_minutes"), text("answer"),
  ]),
  thing("clinics", "clinic", "building-hospital", [
    needed(text("name")),
    needed(choice("serves", "children", "adults", "both")),
    ...["district_workday", "duty_workday", "district_day_off", "duty_day_off"].map(number),
    needed({ name: "same_day_until", is: "time" }),
    needed({ name: "duty_until", is: "time" }),
    { name: "phones", is: "list" },
  ]),
  thing("dispatchers", "dispatcher", "ambulance", [
    needed(text("name")), needed({ name: "phone", is: "tel" }), { name: "settlements", is: "list" },
  ]),
  thing(
    "numbers", "number", "phone-check",
    [needed(choice("treatment", "always_admitted", "human_only")), needed(text("note"))],
    { scope: "numbers", subject: "tel" },
  ),
  thing("days", "day", "calendar-event", [needed(choice("day", "off", "work", "short")), needed(text("note"))], {
    subject: "day",
  }),
];

/** The roles, as the engine knows them. */
export const ROLES = ["operator", "senior", "supervisor", "clinic_dispatcher", "auditor", "administrator", "wall"];

/**
 * @param {string} name
 * @param {string} kind
 * @param {string} icon
 * @param {Part[]} parts
 * @param {Partial<Kind>} [more] what it differs in from most
 * @returns {Kind}
 */
function thing(name, kind, icon, parts, more = {}) {
  return { name, kind, icon, parts, scope: "administration", subject: "text", mayGo: true, ...more };
}

/**
 * @param {string} name
 * @returns {Part}
 */
function text(name) {
  return { name, is: "text" };
}

/**
 * @param {string} name
 * @returns {Part}
 */
function number(name) {
  return { name, is: "number" };
}

/**
 * @param {string} name
 * @param {string[]} choices
 * @returns {Part}
 */
function choice(name, ...choices) {
  return { name, is: "choice", choices };
}

/**
 * @param {Part} part
 * @returns {Part}
 */
function needed(part) {
  return { ...part, isNeeded: true };
}
