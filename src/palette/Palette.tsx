import type { DragEvent, KeyboardEvent } from "react";
import { addNode } from "#session/commands.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { Glyph } from "#ui/Glyph.tsx";
import styles from "./Palette.module.css";
import { RunForm } from "./RunForm.tsx";
import { placeBeside, tiles, type Tile } from "#session/parts.ts";
import { TILE_DATA_TYPE } from "#session/tile-data.ts";

/** What can be put on the canvas, and the settings of the run as a whole. */
export function Palette() {
  return (
    <div className={styles["palette"]}>
      <section aria-label="Parts" className={styles["section"]}>
        <p className={styles["hint"]}>A click adds it beside the selection and wires the two. Or drag it.</p>
        <ul className={styles["tiles"]}>
          {tiles().map((tile) => (
            <li key={tile.adds}>
              <TileButton tile={tile} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Notes and frames" className={styles["section"]}>
        <ul className={styles["pair"]}>
          {ANNOTATIONS.map((tile) => (
            <li key={tile.adds}>
              <TileButton tile={tile} brief />
            </li>
          ))}
        </ul>
      </section>
      <RunForm />
    </div>
  );
}

/** What explains a drawing; the run knows nothing of it. */
const ANNOTATIONS: readonly Tile[] = [
  {
    adds: "note",
    title: "Note",
    summary: "A text on the canvas; the run knows nothing of it.",
    glyph: "M5 4h14v11l-5 5H5z M14 20v-5h5 M8.5 9h7 M8.5 12.5h4",
  },
  {
    adds: "frame",
    title: "Frame",
    summary: "A labelled box around the selection, which takes along what lies in it.",
    glyph: "M4 8V4h4 M16 4h4v4 M20 16v4h-4 M8 20H4v-4",
  },
];

/** A button in all but its element: buttons cannot be dragged in every browser. */
function TileButton({ tile, brief = false }: { readonly tile: Tile; readonly brief?: boolean }) {
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(TILE_DATA_TYPE, tile.adds);
    event.dataTransfer.effectAllowed = "copy";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    addBesideSelection(tile);
  };
  return (
    <div
      role="button"
      tabIndex={0}
      draggable
      className={styles["tile"]}
      aria-label={`Add ${tile.title.toLowerCase()}`}
      aria-description={tile.summary}
      title={tile.summary}
      onClick={() => addBesideSelection(tile)}
      onKeyDown={onKeyDown}
      onDragStart={onDragStart}
    >
      <span className={styles["glyph"]}>
        <Glyph d={tile.glyph} size={20} />
      </span>
      <span className={styles["words"]}>
        <b>{tile.title}</b>
        {!brief && <span>{tile.summary}</span>}
      </span>
    </div>
  );
}

/** Adds beside the one selected node, and wires the two where that is legal: producer, topic, consumer are three clicks. */
function addBesideSelection(tile: Tile): void {
  if (ANNOTATIONS.includes(tile)) return void addNode(tile.adds);
  const { nodes } = useSelection.getState();
  const [selected] = nodes.size === 1 ? nodes : [];
  const place = selected === undefined ? undefined : placeBeside(currentScenario(), selected);
  addNode(tile.adds, place, selected);
}
