/** One call of this page: it rings, it is answered, its sound comes and goes, it ends. */

import { signal } from "../../vendor/preact.js";
import { leaveBy, microphoneWanted, troubleOf } from "./devices.js";
import { ring } from "./ring.js";

/** @typedef {import("jssip/lib/RTCSession").RTCSession} Session */

/** Addresses that come later than this are not waited for: one of them is enough to talk. */
const GATHER_MS = 500;
const KEY_MS = 160;
const KEYS_APART_MS = 80;
const WITHHELD = "anonymous";

/** A call that rings here, or is talked in. */
export class Talk {
  /**
   * @param {Session} session
   * @param {{urls: string}[]} iceServers
   * @param {() => void} onEnd
   */
  constructor(session, iceServers, onEnd) {
    this.session = session;
    this.iceServers = iceServers;
    /** The caller's number, as the network gave it; `null` when it is withheld. */
    this.number = numberOf(session);
    this.isTalking = signal(false);
    this.isMuted = signal(false);
    /** Whether the browser keeps silent until the person has touched the page. */
    this.isSilenced = signal(false);
    this.trouble = signal(/** @type {string | null} */ (null));
    this.since = Date.now();
    this.audio = new Audio();
    /** @type {(() => void) | null} */
    this.stopRinging = null;
    const over = () => {
      this.#quiet();
      this.audio.srcObject = null;
      onEnd();
    };
    session.on("ended", over);
    session.on("failed", over);
    session.on("confirmed", () => this.#begin());
    session.on("getusermediafailed", (error) => {
      this.trouble.value = troubleOf(error);
    });
    session.on("peerconnection", ({ peerconnection }) => {
      // A browser decodes nothing that no element plays.
      peerconnection.ontrack = (/** @type {RTCTrackEvent} */ { streams }) =>
        void this.#play(streams[0] ?? null);
    });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let gathered;
    session.on("icecandidate", ({ ready }) => {
      gathered ??= setTimeout(ready, GATHER_MS);
    });
  }

  /** Whether it has been picked up here, and is not over: to hang up would end it for both. */
  get isAnswered() {
    return this.session.isEstablished();
  }

  /** Ring until it is answered or over. */
  ring() {
    this.stopRinging = ring(() => {
      this.isSilenced.value = true;
    });
  }

  /** Pick up. */
  answer() {
    this.#quiet();
    this.session.answer({
      mediaConstraints: { audio: microphoneWanted(), video: false },
      pcConfig: { iceServers: this.iceServers },
    });
  }

  /** Hang up, or turn the call away while it rings. */
  hangUp() {
    this.#quiet();
    if (!this.session.isEnded()) {
      this.session.terminate(this.isTalking.value ? {} : { status_code: 486 });
    }
  }

  /** Be heard no more, or again. */
  toggleMute() {
    this.isMuted.value = !this.isMuted.value;
    if (this.isMuted.value) {
      this.session.mute({ audio: true });
    } else {
      this.session.unmute({ audio: true });
    }
  }

  /**
   * Press keys for whoever is at the far end.
   * @param {string} keys
   */
  press(keys) {
    this.session.sendDTMF(keys, {
      duration: KEY_MS,
      interToneGap: KEYS_APART_MS,
      transportType: /** @type {any} */ ("RFC2833"),
    });
  }

  /** Let sound be heard, now that the person has touched the page. */
  async unsilence() {
    this.isSilenced.value = false;
    await this.#play(/** @type {MediaStream | null} */ (this.audio.srcObject));
  }

  #begin() {
    this.since = Date.now();
    this.isTalking.value = true;
  }

  #quiet() {
    this.stopRinging?.();
    this.stopRinging = null;
  }

  /** @param {MediaStream | null} stream */
  async #play(stream) {
    if (!stream) {
      return;
    }
    this.audio.srcObject = stream;
    await leaveBy(this.audio, "speaker");
    try {
      await this.audio.play();
    } catch {
      this.isSilenced.value = true;
    }
  }
}

/** @param {Session} session */
function numberOf(session) {
  const user = session.remote_identity.uri.user ?? "";
  return /^\+?\d+$/.test(user) && user !== WITHHELD ? user : null;
}
