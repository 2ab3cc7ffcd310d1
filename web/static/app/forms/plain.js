/** An appointment, a complaint, a reference: what about, in their words, who, and where to call. */

import { html } from "../../vendor/preact.js";
import { Icon } from "../parts/icon.js";
import { say } from "../words.js";
import { Input, useWriting } from "./inputs.js";
import { categories } from "./known.js";

/** The form. */
export function PlainForm() {
  return html`
    <${CategoryChoice} />
    <${Input} name="text" lines=${4} isNeeded />
    <div class="inputs-row"><${Input} name="person" /><${Input} name="phone" type="tel" /></div>
  `;
}

/** What it is about; of what is not ours the answer stands below, to be read out. */
export function CategoryChoice() {
  const { form } = useWriting();
  const kind = form["kind"] ?? "";
  const own = categories.value.filter((each) => each.kind === kind);
  const chosen = own.find(({ code }) => code === form["category"]);
  const choices = [
    { value: "", words: say("form.category.none") },
    ...own.map(({ code, title, parent, is_in_scope: isOurs }) => ({
      value: code,
      words: `${parent ? "· " : ""}${title}${isOurs ? "" : ` (${say("form.category.not_ours")})`}`,
    })),
  ];
  return html`
    <${Input} name="category" choices=${choices} />
    <div role="status">
      ${chosen && !chosen.is_in_scope &&
      html`<p class="note tone-warn read-out"><${Icon} name="message" />
        <span><strong>${say("form.read_out")}</strong> ${chosen.answer}</span></p>`}
    </div>
  `;
}
