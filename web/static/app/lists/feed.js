/**
 * A list of the engine, asked for again and again while its page is open.
 *
 * A list is asked for when the counts of the work change, now and then besides, and at once when
 * the page did something. A single case is asked for once: each answer is a read of it, which is
 * kept for ever. An answer that comes too late is thrown away. When the engine does not
 * answer, the old lines stay and the page says so.
 */

import { useEffect, useRef, useState } from "../../vendor/preact.js";
import { part } from "../live.js";
import { Refusal } from "../session.js";

const EVERY_MS = 15_000;
const work = part("work");

/**
 * Return what was answered last, `null` before the first answer.
 * @template T
 * @param {() => Promise<T>} load
 * @param {unknown[]} by what the question depends on
 * @param {boolean} [isOnce] nothing but `reload` asks again
 * @returns {{value: T | null, trouble: string | null, reload: () => void}}
 */
export function useFeed(load, by, isOnce = false) {
  const [value, setValue] = useState(/** @type {T | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const asked = useRef(0);

  function reload() {
    const number = (asked.current ?? 0) + 1;
    asked.current = number;
    load().then(
      (answer) => {
        if (asked.current === number) {
          setValue(answer);
          setTrouble(null);
        }
      },
      (refusal) => {
        if (!(refusal instanceof Refusal)) {
          throw refusal;
        }
        if (asked.current === number) {
          setTrouble(refusal.message);
        }
      },
    );
  }

  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    latest.current?.();
    const again = isOnce ? undefined : setInterval(() => latest.current?.(), EVERY_MS);
    return () => {
      clearInterval(again);
      asked.current = -1;
    };
  }, by);
  const counts = isOnce ? null : work.value;
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) {
      latest.current?.();
    }
    isFirst.current = false;
  }, [counts]);
  return { value, trouble, reload };
}
