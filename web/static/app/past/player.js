/**
 * Plays a recording, or the pieces of one talk as one. The waveform is a slider: space plays,
 * arrows go five seconds, M and N silence a side, + and - change the speed. Nothing is fetched
 * before it is asked for, since each hearing is kept in the audit.
 */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../../vendor/preact.js";
import { Button } from "../parts/button.js";
import { ask, Refusal } from "../session.js";
import { dayAndTime, inWords, say, timer } from "../words.js";
import { openVoices } from "./voices.js";
import { draw } from "./waveform.js";

/**
 * @typedef {{name: string, kind: "talk" | "request" | "message", field: string | null, part: number,
 *   sides: number, call_id: string, contact_id: string, ticket_id: string, ticket_number: string,
 *   direction: string, number: string | null, agent_name: string, queue: string | null,
 *   begun_at: string, duration_s: number, size_bytes: number, state: string,
 *   is_held: boolean}} Recording
 * @typedef {import("./waveform.js").Peaks} Peaks
 */

const STEP_S = 5;
const SPEEDS = [1, 1.25, 1.5, 2];

/**
 * @param {{pieces: Recording[], hasFocus?: boolean}} props
 */
export function Player({ pieces, hasFocus = false }) {
  const [peaks, setPeaks] = useState(/** @type {Peaks[] | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const names = pieces.map((piece) => piece.name).join(" ");
  useEffect(() => {
    let isStill = true;
    Promise.all(pieces.map((piece) => ask("GET", `/recordings/${piece.name}/peaks`))).then(
      (drawn) => isStill && setPeaks(drawn),
      (refusal) => {
        if (!(refusal instanceof Refusal)) {
          throw refusal;
        }
        if (isStill) {
          setTrouble(refusal.status === 404 ? goneSince(refusal) : refusal.message);
        }
      },
    );
    return () => {
      isStill = false;
    };
  }, [names]);
  if (trouble) {
    return html`<p class="note tone-warn" role="status">${trouble}</p>`;
  }
  if (!peaks) {
    return html`<p class="waiting" role="status">
      <span class="spinner-border" aria-hidden="true"></span>${say("past.drawing")}
    </p>`;
  }
  return html`<${Sounding} key=${names} pieces=${pieces} peaks=${peaks} hasFocus=${hasFocus} />`;
}

/**
 * @param {{pieces: Recording[], peaks: Peaks[], hasFocus: boolean}} props
 */
function Sounding({ pieces, peaks, hasFocus }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const slider = useRef(/** @type {HTMLElement | null} */ (null));
  const voices = useRef(/** @type {ReturnType<typeof openVoices> | null} */ (null));
  const awaited = useRef(/** @type {number | null} */ (null));
  const [at, setAt] = useState(0);
  const [piece, setPiece] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [heard, setHeard] = useState([true, true]);
  const starts = startsOf(peaks);
  const whole = starts[peaks.length] ?? 0;
  const hasTwo = peaks.some(({ right }) => right !== null);

  useLayoutEffect(() => {
    const paint = () => canvas.current && draw(canvas.current, peaks, whole ? at / whole : 0);
    paint();
    addEventListener("resize", paint);
    return () => removeEventListener("resize", paint);
  }, [peaks, at, whole]);
  useEffect(() => {
    if (hasFocus) {
      slider.current?.focus();
    }
    return () => voices.current?.close();
  }, []);
  useEffect(() => {
    const [left = true, right = true] = heard;
    voices.current?.hear(left, right);
  }, [heard]);

  function turn() {
    const sound = audio.current;
    if (!sound) {
      return;
    }
    voices.current ??= openVoices(sound);
    voices.current.hear(heard[0] ?? true, heard[1] ?? true);
    if (sound.paused) {
      sound.playbackRate = speed;
      void sound.play().catch(() => undefined);
    } else {
      sound.pause();
    }
  }

  /** @param {number} second */
  function goTo(second) {
    const to = Math.min(Math.max(0, second), whole);
    const found = Math.max(0, starts.findLastIndex((start, place) => start <= to && place < peaks.length));
    setAt(to);
    if (found !== piece) {
      playPiece(found, to - (starts[found] ?? 0));
    } else if (audio.current) {
      audio.current.currentTime = to - (starts[found] ?? 0);
    }
  }

  /**
   * @param {number} next
   * @param {number} from seconds into it
   */
  function playPiece(next, from) {
    const sound = audio.current;
    const goesOn = isPlaying;
    setPiece(next);
    if (sound) {
      awaited.current = from;
      sound.preload = "metadata";
      sound.src = soundOf(pieces[next]);
      if (goesOn) {
        sound.playbackRate = speed;
        void sound.play().catch(() => undefined);
      }
    }
  }

  // Until the next piece is there, the place in it is the one that was asked for.
  function arrive() {
    const from = awaited.current;
    awaited.current = null;
    if (audio.current && from !== null) {
      audio.current.currentTime = from;
    }
  }

  function moved() {
    if (awaited.current === null) {
      setAt((starts[piece] ?? 0) + (audio.current?.currentTime ?? 0));
    }
  }

  function ended() {
    if (piece + 1 < pieces.length) {
      playPiece(piece + 1, 0);
    } else {
      setPlaying(false);
    }
  }

  /** @param {number} by */
  function hurry(by) {
    goAt(SPEEDS[SPEEDS.indexOf(speed) + by] ?? speed);
  }

  /** @param {number} next */
  function goAt(next) {
    setSpeed(next);
    if (audio.current) {
      audio.current.playbackRate = next;
    }
  }

  /** @param {0 | 1} side */
  function silence(side) {
    setHeard(heard.map((isHeard, place) => (place === side ? !isHeard : isHeard)));
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    Space: turn,
    ArrowLeft: () => goTo(at - STEP_S),
    ArrowRight: () => goTo(at + STEP_S),
    ArrowDown: () => goTo(at - STEP_S),
    ArrowUp: () => goTo(at + STEP_S),
    Home: () => goTo(0),
    End: () => goTo(whole),
    Equal: () => hurry(1),
    NumpadAdd: () => hurry(1),
    Minus: () => hurry(-1),
    NumpadSubtract: () => hurry(-1),
    KeyM: () => silence(0),
    KeyN: () => silence(1),
  };

  /** @param {KeyboardEvent} event */
  function press(event) {
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.code];
    if (act) {
      event.preventDefault();
      act();
    }
  }

  /** @param {PointerEvent & {currentTarget: HTMLElement}} event */
  function point(event) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    goTo(((event.clientX - left) / width) * whole);
  }

  return html`<div class="player">
    <audio
      ref=${audio} preload="none" src=${soundOf(pieces[0])}
      onPlay=${() => setPlaying(true)} onPause=${() => setPlaying(false)} onEnded=${ended}
      onLoadedMetadata=${arrive} onTimeUpdate=${moved}
    ></audio>
    <${Button}
      words=${say(isPlaying ? "past.pause" : "past.play")} icon=${isPlaying ? "player-pause" : "player-play"}
      tone="primary" isBare onPress=${turn}
    />
    <div class="player-track">
      <div
        class="waveform ${hasTwo ? "" : "has-one"}" ref=${slider} role="slider" tabindex="0"
        aria-label=${say("past.waveform")} aria-valuemin="0" aria-valuemax=${Math.round(whole)}
        aria-valuenow=${Math.round(at)}
        aria-valuetext=${say("past.place", { at: inWords(at), of: inWords(whole) })}
        onKeyDown=${press} onPointerDown=${point}
      >
        <canvas ref=${canvas} aria-hidden="true"></canvas>
      </div>
      <div class="player-line">
        <span class="player-time">${timer(at)} / ${timer(whole)}</span>
        ${hasTwo && html`<${Side} side=${0} isHeard=${heard[0] ?? true} onPress=${() => silence(0)} />
          <${Side} side=${1} isHeard=${heard[1] ?? true} onPress=${() => silence(1)} />`}
        <${Button}
          words=${say("past.speed", { speed: speed.toLocaleString() })} tone="quiet"
          onPress=${() => goAt(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1)}
        />
        <a class="btn btn-quiet" href="${soundOf(pieces[piece])}?save=true" download>${say("past.save")}</a>
        <span class="player-keys">${say("past.keys")}</span>
      </div>
    </div>
  </div>`;
}

/**
 * @param {{side: 0 | 1, isHeard: boolean, onPress: () => void}} props
 */
function Side({ side, isHeard, onPress }) {
  const words = side === 0 ? say("past.citizen") : say("past.line");
  return html`<span class="side-of-${side}"><${Button}
    words=${words} icon=${isHeard ? "volume" : "volume-off"} tone="quiet" isPressed=${isHeard} onPress=${onPress}
  /></span>`;
}

/** @param {Recording | undefined} piece */
function soundOf(piece) {
  return `/api/v1/recordings/${piece?.name}`;
}

/**
 * Say since when a recording is gone; one whose file cannot be read has no such day.
 * @param {Refusal} refusal
 */
function goneSince({ present }) {
  const at = /** @type {{removed_at?: string} | undefined} */ (present)?.removed_at;
  return at ? say("past.deleted", { at: dayAndTime(at) }) : say("past.no_file");
}

/**
 * Return where each piece begins, and where the last one ends.
 * @param {Peaks[]} peaks
 */
function startsOf(peaks) {
  const starts = [0];
  for (const { duration_s } of peaks) {
    starts.push((starts.at(-1) ?? 0) + duration_s);
  }
  return starts;
}
