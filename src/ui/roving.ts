/** Which item of a list has the focus after a key: arrows go round, Home and End jump, a letter goes to the next name with it. */

/** The index that `key` leads to from `from`, or null where the key means nothing here. `names` are what people read. */
export function rove(
  names: readonly string[],
  from: number,
  key: string,
  axis: "vertical" | "horizontal",
): number | null {
  const count = names.length;
  if (count === 0) return null;
  const [back, on] = axis === "vertical" ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  if (key === on) return (from + 1) % count;
  if (key === back) return (from - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key.length !== 1 || key === " ") return null;
  const letter = key.toLowerCase();
  for (let ahead = 1; ahead <= count; ahead++) {
    const at = (from + ahead) % count;
    if (names[at]?.toLowerCase().startsWith(letter)) return at;
  }
  return null;
}
