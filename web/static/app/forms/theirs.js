/** A ticket as it stands, in the fields of a form: for what somebody else wrote meanwhile. */

/**
 * Return the fields that a ticket says something of.
 * @param {Record<string, any>} ticket
 * @returns {import("../drafts/local.js").Form}
 */
export function formOf(ticket) {
  const [visit] = ticket["visits"];
  const person = ticket["person"];
  return {
    kind: ticket["kind"],
    category: ticket["category"] ?? "",
    person: person["name"],
    ...(person["phone"] ? { phone: person["phone"] } : {}),
    ...(person["institution"] ? { institution: person["institution"] } : {}),
    ...(person["region_number"] ? { external: person["region_number"] } : {}),
    ...(visit ? ofVisit(visit) : { text: ticket["text"] }),
  };
}

/** @param {Record<string, any>} visit */
function ofVisit({ complaint, danger_signs: signs, address, patient }) {
  const { text, flat, entrance, floor, intercom, landmark } = address;
  return {
    "p0.complaint": complaint,
    "p0.signs": signs.join("\n"),
    "p0.name": patient["name"],
    "p0.birth": patient["born_on"] ?? String(patient["age_years"] ?? ""),
    "p0.policy": patient["policy_number"],
    address: text,
    ...{ flat, entrance, floor, intercom, landmark },
  };
}
