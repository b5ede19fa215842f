/** The gallery as it is listed: in groups, narrowed by words, and who is whose twin. */
import type { GalleryEntry } from "#session/gallery.ts";

export interface GalleryGroup {
  readonly title: string;
  readonly entries: readonly GalleryEntry[];
}

/** The other one of a pair. `fails`: it is the one that comes to harm. */
export interface Twin {
  readonly entry: GalleryEntry;
  readonly fails: boolean;
}

/** In the order of the list, those alone in which every word occurs; groups without any are left out. */
export function grouped(entries: readonly GalleryEntry[], words: string): readonly GalleryGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, GalleryEntry[]>();
  for (const entry of entries) {
    const text = `${entry.name} ${entry.group} ${entry.description}`.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) continue;
    const group = groups.get(entry.group);
    if (group === undefined) groups.set(entry.group, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([title, found]) => ({ title, entries: found }));
}

/** The twin of a scenario; null for one that stands alone. */
export function twinOf(entries: readonly GalleryEntry[], entry: GalleryEntry): Twin | null {
  const failing = entries.find(({ file }) => file === entry.failingTwin);
  if (failing !== undefined) return { entry: failing, fails: true };
  const holding = entries.find(({ failingTwin }) => failingTwin === entry.file);
  return holding === undefined ? null : { entry: holding, fails: false };
}
