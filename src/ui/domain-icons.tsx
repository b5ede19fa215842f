/**
 * The icons of the field, for rows that tell what happened. Same grid and stroke as all others; what is a node's kind or
 * a fault has its glyph there. Apart from `icons.tsx`, since the first visit needs none of them.
 */
import { Glyph } from "./Glyph.tsx";

const paths = {
  message: "M4 6h16v12H4z M4 7l8 6 8-6",
  published: "M3 12h13 M11 7l5 5-5 5 M20.5 5v14",
  appended: "M3 8.5h12v7H3z M9 8.5v7 M19.5 8.5v7 M16.5 12h6",
  fetched: "M9 8.5h12v7H9z M15 8.5v7 M6 9l-3 3 3 3",
  working: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M10 8.5v7l5.5-3.5z",
  done: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M8 12.5l2.7 2.7L16 9.5",
  failed: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 7.5v5.5 M12 16.2h.01",
  retry: "M4 12a8 8 0 1 0 2.5-5.8 M4 3v4h4 M12 8v4.5l3 1.8",
  duplicate: "M9 16.5a6 6 0 1 0 0-12 6 6 0 0 0 0 12z M15.5 7.6a6 6 0 1 1-6.6 10",
  deadLetter: "M3 8l9 6 9-6 M3 6h18v12H3z M9.5 16.5l5-5 M14.5 16.5l-5-5",
  lost: "M3.5 5h17L12 19.5z M12 9v4 M12 15.5h.01",
  commit: "M6 21V4 M6 4h12l-3 4 3 4H6",
  commitRefused: "M6 21V4 M6 4h12l-3 4 3 4H6 M13 15.5l5 5 M18 15.5l-5 5",
  position: "M6 21v-2 M6 16v-2 M6 10V4h2.5 M11.5 4h6.5l-3 4 3 4h-2.5 M12.5 12H10",
  partition: "M3 8.5h18v7H3z M9 8.5v7 M15 8.5v7",
  instance: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 12h.01",
  group:
    "M8 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M16 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M2.5 19a5.5 5.5 0 0 1 11 0 M13.5 14.2A5.5 5.5 0 0 1 21.5 19",
  joined: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 M18.5 8v6 M15.5 11h6",
  removed: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 M15.5 11h6",
  rebalance: "M4 9h15 M15 5l4 4-4 4 M20 15H5 M9 11l-4 4 4 4",
  assigned: "M12 3.5v10 M8 9.5l4 4 4-4 M4 19.5h16",
  revoked: "M12 14V4 M8 8l4-4 4 4 M4 19.5h16",
  crash: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M9 9l6 6 M15 9l-6 6",
  intervention: "M13 2 4 14h7l-1 8 9-12h-7z",
  stopped: "M6 6h12v12H6z",
  started: "M7 4.5v15l12.5-7.5z",
  paused: "M8.5 5v14 M15.5 5v14",
  slow: "M12 7v5l4 2 M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  heartbeat: "M2.5 12h4.5l3-7 4 14 3-7h4.5",
  schema: "M9 4c-4 0-1 7-5 8 4 1 1 8 5 8 M15 4c4 0 1 7 5 8-4 1-1 8-5 8",
} as const;

export type DomainIconName = keyof typeof paths;

/** One of the icons above; decorative, the text beside it says what it is. */
export function DomainIcon({ name, size = 14 }: { readonly name: DomainIconName; readonly size?: number }) {
  return <Glyph d={paths[name]} size={size} />;
}
