/** How the command writes: tables, problems, and nothing that could command a terminal. */
import type { Problem } from "#base/result.ts";

/** The text with control and direction characters escaped, so that names from a file cannot move the cursor. */
export function printable(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** One problem or warning as two lines. */
export function problemText({ path, says, tryThis }: Problem): string {
  const where = path === "" ? "" : `${path}: `;
  return `  ${printable(where + says)}\n    ${printable(tryThis)}\n`;
}

type Cell = string | number | null;

/** Columns aligned by their widest cell, numbers to the right; null is shown as "-". */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (cell === null ? "-" : printable(String(cell))))),
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const isNumeric = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] !== "string"),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, i) => (isNumeric[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
