/**
 * Signs of life of a question that takes long: 200 versions are read and compared one after the other, each in
 * milliseconds, and the page gives up a worker that is silent for two seconds. One text that takes that long alone still
 * ends it.
 */

/** Between two signs. */
const SIGN_MS = 250;
/** What was read and compared until then is remembered, so asking again gets further. */
const WORK_MS_MAX = 30_000;

let tell: () => void = () => {};
let lastMs = 0;
let untilMs = Number.POSITIVE_INFINITY;

/** The work on a question begins; `going` tells the page now and then that it goes on. */
export function beginWork(going: () => void): void {
  tell = going;
  lastMs = performance.now();
  untilMs = lastMs + WORK_MS_MAX;
}

/** A version was read, or two were compared. Throws where the question has taken too long as a whole. */
export function worked(): void {
  const nowMs = performance.now();
  if (nowMs > untilMs) throw new Error(`It took longer than ${WORK_MS_MAX / 1_000} s and was given up.`);
  if (nowMs - lastMs < SIGN_MS) return;
  lastMs = nowMs;
  tell();
}
