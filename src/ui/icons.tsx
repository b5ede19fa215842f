/**
 * The icons that belong to no kind or fault. All on a 24 × 24 grid with 1.75 wide round lines; decorative, since the
 * button that holds one has a name.
 */
import { Glyph } from "./Glyph.tsx";

const paths = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M8 5v14 M16 5v14",
  restart: "M6 5v14 M19 5.5v13L9 12z",
  stepMessage: "M5 5v14l9-7z M18.5 5v14",
  stepFact: "M3.5 6v12l7-6z M11 6v12l7-6z M20.5 6v12",
  undo: "M9 14 4 9l5-5 M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "M15 14l5-5-5-5 M20 9H10a6 6 0 0 0 0 12h3",
  close: "M6 6l12 12 M18 6 6 18",
  chevronDown: "M6 9l6 6 6-6",
  chevronUp: "M6 15l6-6 6 6",
  chevronLeft: "M15 6l-6 6 6 6",
  chevronRight: "M9 6l6 6-6 6",
  panelLeft: "M4 5h16v14H4z M9.5 5v14",
  panelRight: "M4 5h16v14H4z M14.5 5v14",
  panelBottom: "M4 5h16v14H4z M4 14h16",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M12 2.5v2 M12 19.5v2 M4.2 4.2l1.4 1.4 M18.4 18.4l1.4 1.4 M2.5 12h2 M19.5 12h2 M4.2 19.8l1.4-1.4 M18.4 5.6l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  system: "M4 5h16v11H4z M9 20h6 M12 16v4",
  keyboard: "M3 6h18v12H3z M7 10h.01 M11 10h.01 M15 10h.01 M18 10h.01 M7 14h10",
  folder: "M3 6h6l2 2.5h10V19H3z",
  download: "M12 4v11 M7.5 11l4.5 4.5 4.5-4.5 M4 20h16",
  filePlus: "M6 3h8l4 4v14H6z M12 11v6 M9 14h6",
  warning: "M12 4 2.5 20h19z M12 10v4.5 M12 17.5h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 11v5 M12 8h.01",
  check: "M5 12.5l4.5 4.5L19 7",
  copy: "M9 9h11v11H9z M15 9V4H4v11h5",
  table: "M4 5h16v14H4z M4 10h16 M4 14.5h16 M10 10v9",
  chart: "M4 4v16h16 M7.5 15l4-5 3 2.5 5-7",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z M15.5 15.5 20.5 20.5",
  plus: "M12 5v14 M5 12h14",
  trash: "M5 7h14 M9.5 7V4h5v3 M7 7l1 13h8l1-13",
  more: "M5 12h.01 M12 12h.01 M19 12h.01",
} as const;

export type IconName = keyof typeof paths;

/** One of the icons above. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return <Glyph d={paths[name]} size={size} />;
}
