/** Whether a name looks like another one for the same thing. */
import { nearest } from "#schema/formats/avro/names.ts";

/** `total` and `total_amount`, `colour` and `color`: a new name. `quantity` and `discount`: rather a new meaning. */
export function namesAlike(old: string, now: string): boolean {
  if (nearest(old, [now]) !== undefined) return true;
  const words = new Set(wordsOf(old));
  return wordsOf(now).some((word) => words.has(word));
}

/** Words of three letters and more, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter((word) => word.length >= 3);
}
