/** Everything has a limit; reaching one ends the run with an outcome that says so. */

/** Calls at one instant before the run counts as a loop without delay. */
export const CALLS_AT_INSTANT_MAX = 2_000_000;

/** Messages of one run: their numbers are 32-bit, and so are offsets. */
export const MESSAGES_MAX = 40_000_000;

/** Bytes that a run may hold, counted by us: a worker that runs out of heap takes the page with it. */
export const BYTES_MAX = 768 * 1024 * 1024;

/** The same for the command line. */
export const BYTES_MAX_HEADLESS = 3 * 1024 * 1024 * 1024;

/** Bytes of checkpoints; beyond it every second old one is dropped. */
export const CHECKPOINT_BYTES_MAX = 64 * 1024 * 1024;

/** A checkpoint every so many calls: replaying them takes less than half a frame. */
export const CALLS_PER_CHECKPOINT = 10_000;

/** Time between samples for the charts: the shortest, doubled while a run would give more than the most. */
export const SAMPLE_US_MIN = 100_000;
export const SAMPLES_MAX = 2_400;

/** Latency percentiles of a chart are taken over this long. */
export const LATENCY_WINDOW_US = 2_000_000;
