/**
 * The size budget: what a first visit loads before it shows anything, and the simulator's worker, both as gzip.
 * Reads the build in `dist/` by Vite's manifest.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Limits in kB of 1000 bytes after gzip. */
export const LIMITS_KB = { initial: 180, worker: 80 };

/**
 * @typedef {{ file: string, isEntry?: boolean, imports?: string[] }} Chunk
 * @typedef {{ what: string, files: string[], kb: number, limitKb: number, ok: boolean }} Line
 */

/**
 * Weighs the build.
 * @param {string} folder the build
 * @returns {Line[]} one line a budget
 * @throws {Error} where the build has no entry or no worker: a budget of nothing is no budget
 */
export function weigh(folder) {
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  if (entries.length === 0) throw new Error("The build's manifest has no entry.");
  const initial = new Set();
  const reach = (/** @type {string} */ key) => {
    const chunk = manifest[key];
    if (!chunk || initial.has(chunk.file)) return;
    initial.add(chunk.file);
    chunk.imports?.forEach(reach);
  };
  entries.forEach(reach);
  // Workers are built apart and stand in no manifest; the source file's name is in theirs.
  const workers = readdirSync(join(folder, "assets"))
    .filter((name) => /^worker-.*\.js$/.test(name))
    .map((name) => `assets/${name}`);
  if (workers.length === 0) throw new Error("The build has no worker (assets/worker-*.js).");
  return [
    line(folder, "JavaScript of the first visit", [...initial], LIMITS_KB.initial),
    line(folder, "simulator worker", workers, LIMITS_KB.worker),
  ];
}

/**
 * @param {string} folder
 * @param {string} what
 * @param {string[]} files
 * @param {number} limitKb
 * @returns {Line}
 */
function line(folder, what, files, limitKb) {
  const bytes = files
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0);
  return { what, files, kb: bytes / 1000, limitKb, ok: bytes <= limitKb * 1000 };
}
