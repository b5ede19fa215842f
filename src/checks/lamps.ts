/** How lamps look and what they say. Shape and colour both tell the state. */
import type { Lamp } from "#session/checks.ts";

interface LampLook {
  /** Path data on a 16 × 16 grid. */
  readonly sign: string;
  readonly says: string;
}

export const LAMPS: Readonly<Record<Lamp, LampLook>> = {
  holds: { sign: "M4.5 8.5 7 11l4.5-5.5", says: "holds" },
  violated: { sign: "M5.2 5.2l5.6 5.6 M10.8 5.2l-5.6 5.6", says: "violated since" },
  later: { sign: "M5.2 5.2l5.6 5.6 M10.8 5.2l-5.6 5.6", says: "holds until" },
  undecided: { sign: "M5 8h6", says: "not yet decided" },
};
