/** The scenarios that come with the app: plain files in `public/gallery/`, in the format that people save. */
import type { Scenario } from "#scenario/document.ts";
import { admitText, asset } from "./files.ts";

export interface GalleryEntry {
  /** File name in `gallery/`, e.g. `order-system.json`. */
  readonly file: string;
  readonly name: string;
  /** Heading under which it stands, e.g. "Consumer groups"; those of a group stand together. */
  readonly group: string;
  /** File of the scenario that comes to the harm which this one prevents. */
  readonly failingTwin?: string;
  readonly description: string;
}

/** What plays at the first visit. */
export const FIRST_SCENARIO = "order-system.json";

let asked: Promise<readonly GalleryEntry[]> | undefined;

/** The list, in the order that it should be shown; empty if it cannot be fetched (asking again tries again). */
export function gallery(): Promise<readonly GalleryEntry[]> {
  asked ??= asset("gallery/index.json")
    .then((text) => {
      const list: unknown = JSON.parse(text);
      return Array.isArray(list) ? list.filter(isEntry) : [];
    })
    .catch(() => {
      asked = undefined;
      return [];
    });
  return asked;
}

const read = new Map<string, Promise<Scenario | null>>();

/** One of the gallery's scenarios, to be looked at without opening it; null if it cannot be had (asking again tries again). */
export function galleryScenario(file: string): Promise<Scenario | null> {
  const known = read.get(file);
  if (known !== undefined) return known;
  const asked = asset(`gallery/${file}`)
    .then((text) => admitText(text, file))
    .then((admitted) => (admitted.ok ? admitted.value : null))
    .catch(() => null)
    .then((scenario) => {
      if (scenario === null) read.delete(file);
      return scenario;
    });
  read.set(file, asked);
  return asked;
}

function isEntry(entry: unknown): entry is GalleryEntry {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "file" in entry &&
    typeof entry.file === "string" &&
    "name" in entry &&
    typeof entry.name === "string" &&
    "group" in entry &&
    typeof entry.group === "string" &&
    "description" in entry &&
    typeof entry.description === "string"
  );
}
