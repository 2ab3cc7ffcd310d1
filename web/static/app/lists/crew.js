/** Names of those who answer, by the ids that tickets name them by. */

import { signal, useEffect } from "../../vendor/preact.js";
import { ask, Refusal } from "../session.js";
import { say } from "../words.js";

const names = signal(/** @type {Map<string, string>} */ (new Map()));

/** Learn them, once for each page that shows any. */
export function useAgents() {
  useEffect(() => {
    ask("GET", "/agents").then(
      ({ agents }) => {
        const pairs = agents.map((/** @type {{agent_id: string, name: string}} */ each) => [each.agent_id, each.name]);
        names.value = new Map(pairs);
      },
      (refusal) => {
        if (!(refusal instanceof Refusal)) {
          throw refusal;
        }
      },
    );
  }, []);
}

/**
 * Return the name of an agent.
 * @param {string} agentId
 */
export function agentName(agentId) {
  return names.value.get(agentId) ?? say("unknown");
}
