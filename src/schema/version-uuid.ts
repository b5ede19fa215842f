/** Ids of schema versions that are UUIDs, as AWS Glue has them. */

/** The id of a version on the wire, a UUID that always is the same for a subject and number (version 8: our own making). */
export function versionUuid(subject: string, version: number): string {
  const text = `${subject}\u0000${version}`;
  const hex = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
    .map((seed) => (fnv1a(text, seed) >>> 0).toString(16).padStart(8, "0"))
    .join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** FNV-1a over UTF-16 units, with a seed in the place of its offset, and MurmurHash3's end so that all bits move. */
function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
