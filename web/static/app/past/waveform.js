/** Draws how loud the voices of a recording are: the citizen above, what they hear below. */

/**
 * @typedef {{duration_s: number, left: number[], right: number[] | null}} Peaks
 */

const BAR = 2;
const GAP = 1;
const FLOOR = 0.04;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Peaks[]} pieces one after another
 * @param {number} played what part of all was heard, 0 to 1
 */
export function draw(canvas, pieces, played) {
  const context = canvas.getContext("2d");
  const { width, height } = fitted(canvas);
  if (!context || width === 0) {
    return;
  }
  const look = getComputedStyle(canvas);
  const voices = lanes(pieces);
  const lane = height / voices.length;
  const loudest = Math.max(1, ...voices.flat());
  context.clearRect(0, 0, width, height);
  voices.forEach((voice, at) => {
    const count = Math.floor(width / (BAR + GAP));
    for (let bar = 0; bar < count; bar += 1) {
      const loud = loudestIn(voice, bar / count, (bar + 1) / count) / loudest;
      const tall = Math.max(FLOOR, loud) * (lane - GAP * 4);
      const isPlayed = bar / count < played;
      context.fillStyle = look.getPropertyValue(isPlayed ? `--voice-${at}` : "--voice-unheard");
      context.fillRect(bar * (BAR + GAP), lane * at + (lane - tall) / 2, BAR, tall);
    }
  });
}

/**
 * Return each voice over all pieces, each piece as wide as it is long.
 * @param {Peaks[]} pieces
 * @returns {number[][]}
 */
function lanes(pieces) {
  const longest = Math.max(...pieces.map((piece) => piece.left.length / piece.duration_s));
  const hasTwo = pieces.some((piece) => piece.right !== null);
  const sides = /** @type {("left" | "right")[]} */ (hasTwo ? ["left", "right"] : ["left"]);
  return sides.map((side) =>
    pieces.flatMap((piece) => stretched(piece[side] ?? [0], Math.round(piece.duration_s * longest))),
  );
}

/**
 * @param {number[]} voice
 * @param {number} length
 */
function stretched(voice, length) {
  return Array.from({ length: Math.max(1, length) }, (_, at) => voice[Math.floor((at / length) * voice.length)] ?? 0);
}

/**
 * @param {number[]} voice
 * @param {number} from
 * @param {number} until
 */
function loudestIn(voice, from, until) {
  const first = Math.floor(from * voice.length);
  const last = Math.max(first + 1, Math.ceil(until * voice.length));
  return Math.max(0, ...voice.slice(first, last));
}

/**
 * Make the canvas as fine as the screen, and return its size in drawn points.
 * @param {HTMLCanvasElement} canvas
 */
function fitted(canvas) {
  const fine = devicePixelRatio || 1;
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.round(width * fine);
  canvas.height = Math.round(height * fine);
  canvas.getContext("2d")?.scale(fine, fine);
  return { width, height };
}
