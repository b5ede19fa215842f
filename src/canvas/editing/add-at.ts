/** Adding something where a person pointed, instead of beside the selection. */
import type { Position } from "#scenario/document.ts";
import { addNode } from "#session/commands.ts";
import { addFrame, addNote } from "#session/notes.ts";
import { tiles } from "#session/parts.ts";
import { openPicker } from "#session/picker-store.ts";
import { write } from "#canvas/stage.ts";

const NOTE = "M5 4h14v11l-5 5H5z M14 20v-5h5 M8 9h8 M8 12.5h5";
const FRAME = "M4 7V4h3 M17 4h3v3 M20 17v3h-3 M7 20H4v-3 M4 11v2 M20 11v2 M11 4h2 M11 20h2";
const GRID = 8;

/** Asks what to add, and puts it there: its upper left corner a little above and left of the place, in canvas units. */
export function openAddAt(place: Position): void {
  const at = (value: number): number => Math.round(value / GRID) * GRID;
  const corner = { x: at(place.x - 24), y: at(place.y - 20) };
  const parts = tiles().map((tile) => ({
    id: tile.adds,
    label: tile.title,
    detail: tile.summary,
    glyph: tile.glyph,
  }));
  openPicker({
    title: "Add here",
    hint: "Producer, topic, note …",
    items: [
      ...parts.filter(({ id }) => id !== "note" && id !== "frame"),
      { id: "note", label: "Note", detail: "A text on the canvas.", glyph: NOTE, words: "comment text" },
      {
        id: "frame",
        label: "Frame",
        detail: "A labelled rectangle behind the cards.",
        glyph: FRAME,
        words: "group",
      },
    ],
    onPick: ({ id }) => {
      if (id === "note") write(addNote(corner) || null);
      else if (id === "frame") write(addFrame(corner) || null);
      else addNode(id, corner);
    },
  });
}
