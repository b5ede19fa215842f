/** A moment of the wall clock (ms) as people of this place write it; "" for none. */
export function whenText(atMs: number): string {
  if (atMs <= 0) return "";
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(atMs);
}

/** How large a document is, from its length in characters. */
export function sizeText(characters: number): string {
  return characters < 1_000 ? "under 1 kB" : `${Math.round(characters / 1_000)} kB`;
}

/** "1 node", "12 nodes". */
export function nodesText(nodes: number): string {
  return nodes === 1 ? "1 node" : `${nodes} nodes`;
}
