/** Commands that make pictures of the drawing. */
import type { Command } from "./command-registry.ts";
import type { PictureKind } from "./picture-export.ts";
import { currentScenario } from "./scenario-store.ts";
import { tell } from "./toasts.ts";

function pictureCommand(id: string, title: string, kind: PictureKind, words: string): Command {
  return {
    id,
    title,
    words,
    section: "Share",
    unavailable: () => (isEmpty() ? "There is nothing on the canvas to draw." : null),
    run: () => void save(kind),
  };
}

function isEmpty(): boolean {
  const { nodes, notes, frames } = currentScenario();
  return nodes.length === 0 && frames.length === 0 && notes.every((note) => note.position === undefined);
}

async function save(kind: PictureKind): Promise<void> {
  let room;
  try {
    room = await import("./picture-export.ts");
  } catch {
    tell("The part that draws pictures could not be loaded. Check the connection and try again.", "error");
    return;
  }
  await room.savePicture(kind);
}

/** Save or copy a picture of the moment on screen. */
export const pictureCommands: readonly Command[] = [
  pictureCommand(
    "share.save-svg",
    "Save a picture of this moment as SVG",
    "svg",
    "image export vector drawing slide",
  ),
  pictureCommand(
    "share.save-png",
    "Save a picture of this moment as PNG",
    "png",
    "image export drawing slide",
  ),
  pictureCommand(
    "share.copy-picture",
    "Copy a picture of this moment",
    "clipboard",
    "image png clipboard slide screenshot",
  ),
];
