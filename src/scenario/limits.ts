/** What a document may hold: counts, lengths and ranges of all that is not a kind's own setting. `shape.ts` refuses the rest. */
import type { Position } from "./document.ts";

/** How much a document may hold. */
export const Limits = {
  nodes: 2_000,
  wires: 5_000,
  interventions: 10_000,
  notes: 1_000,
  frames: 500,
  lookAt: 1_000,
  subjects: 100,
  invariants: 100,
  /** Versions of one subject. */
  versions: 200,
  /** References of one version. */
  references: 100,
  /** A schema's text, in UTF-16 units. */
  schemaLength: 262_144,
  idLength: 100,
  kindLength: 100,
  textLength: 10_000,
  seedLength: 64,
  settingLength: 1_000,
  settings: 200,
  /** Canvas units from the origin, either way. */
  coordinate: 1_000_000,
  /** Width and height of notes and frames, in canvas units. */
  sizeMin: 16,
  sizeMax: 1_000_000,
  /** A day of simulated time, the longest run. */
  atMs: 86_400_000,
} as const;

/** Ids start with a letter, since objects put keys that look like numbers first, whatever the order they came in. */
export const ID_PATTERN = "^[A-Za-z][A-Za-z0-9_.:-]*$";

/** The nearest place that a document may hold; 0 for what is no number. */
export function withinCanvas({ x, y }: Position): Position {
  return { x: withinReach(x), y: withinReach(y) };
}

function withinReach(value: number): number {
  if (!Number.isFinite(value)) return 0;
  return Math.min(Limits.coordinate, Math.max(-Limits.coordinate, value)) + 0;
}
