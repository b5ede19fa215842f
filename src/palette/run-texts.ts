/** What the texts of a run may be, and how a new seed is made. */

/** A seed has 1 to this many characters (see `Scenario.seed`). */
export const SEED_LENGTH_MAX = 64;

/** Why the scenario cannot bear this name; null if it can. */
export function nameProblem(name: string): string | null {
  return name.trim() === "" ? "A name is needed: it is the file's name, too." : null;
}

/** Why this is no seed; null if it is one. Spaces around it do not count. */
export function seedProblem(text: string): string | null {
  const seed = text.trim();
  if (seed.length >= 1 && seed.length <= SEED_LENGTH_MAX) return null;
  return `A seed has 1 to ${SEED_LENGTH_MAX} characters; this one has ${seed.length}.`;
}

/** A seed that is easy to say aloud and is not the present one. Its chance is the person's click, not the run's. */
export function newSeed(present: string): string {
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1));
  const seed = String(1_000 + (chance % 9_000));
  return seed === present ? `${seed}1` : seed;
}
