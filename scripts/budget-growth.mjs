/**
 * Names what has grown where a size budget is spent: each source's share of the first visit and of the simulator's worker
 * against what was written down in `budget-was.json`.
 *
 *     node scripts/budget-growth.mjs [BUILD]          what has grown most, and what weighs most
 *     node scripts/budget-growth.mjs [BUILD] --keep   writes the weights down
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { weigh } from "./budget.mjs";

/**
 * @typedef {import("./sources.mjs").Weights} Weights
 * @typedef {import("./budget.mjs").Line} Line
 */

const WAS = fileURLToPath(new URL("budget-was.json", import.meta.url));
/** Lines whose sources are written down. */
const WATCHED = ["JavaScript of the first visit", "simulator worker"];
const NAMED = 5;
/** Compressing anything anew moves every share by some bytes. */
const NOTICED_BYTES = 50;

/**
 * The sources of a line: files of ours, packages as a whole.
 * @param {string} folder the build
 * @param {Line} line
 * @returns {Weights} empty where the build has no weights of its sources
 */
export function sourcesOf(folder, line) {
  const path = join(folder, ".vite/sources.json");
  if (!existsSync(path)) return {};
  /** @type {import("./sources.mjs").Sources} */
  const all = JSON.parse(readFileSync(path, "utf8"));
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const file of line.files)
    for (const [source, bytes] of Object.entries(all[file] ?? {})) {
      const name = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? source;
      sums.set(name, (sums.get(name) ?? 0) + bytes);
    }
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
}

/**
 * What has grown most, the most first.
 * @param {Weights} was
 * @param {Weights} is
 * @returns {string[]} e.g. "src/sim/judge.ts +310 B (to 2100)"
 */
export function grown(was, is) {
  return Object.entries(is)
    .map(([name, bytes]) => ({ name, bytes, by: bytes - (was[name] ?? 0) }))
    .filter(({ by }) => by >= NOTICED_BYTES)
    .sort((a, b) => b.by - a.by)
    .slice(0, NAMED)
    .map(({ name, bytes, by }) => `${name} +${by} B (to ${bytes})`);
}

/**
 * A sentence on what has made a line so large; "" for a line whose sources nobody writes down.
 * @param {string} folder the build
 * @param {Line} line
 */
export function grownIn(folder, line) {
  if (!WATCHED.includes(line.what)) return "";
  const list = grown(written()[line.what] ?? {}, sourcesOf(folder, line));
  return list.length === 0 ? "Nothing in it has grown." : `Grown most: ${list.join(", ")}.`;
}

/** @returns {Record<string, Weights>} by line */
function written() {
  return existsSync(WAS) ? JSON.parse(readFileSync(WAS, "utf8")) : {};
}

if (import.meta.filename === process.argv[1]) {
  const [folder = "dist"] = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
  const lines = weigh(folder).filter(({ what }) => WATCHED.includes(what));
  for (const line of lines) {
    console.log(`${line.what}: ${line.kb.toFixed(1)} of ${line.limitKb} kB. ${grownIn(folder, line)}`);
    const heaviest = Object.entries(sourcesOf(folder, line)).slice(0, 12);
    for (const [name, bytes] of heaviest) console.log(`${String(bytes).padStart(7)} B ${name}`);
  }
  if (process.argv.includes("--keep")) {
    const weights = lines.map((line) => [line.what, sourcesOf(folder, line)]);
    writeFileSync(WAS, `${JSON.stringify(Object.fromEntries(weights), null, 2)}\n`);
  }
}
