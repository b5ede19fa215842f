/** Tells whether something built is older than what it was built from. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * The newest change under `path` in milliseconds; 0 where there is nothing.
 * @param {string} path a file or folder
 * @returns {number}
 */
export function newestChange(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  // The folder's own time counts, too: deleting a file changes it.
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestChange(join(path, name))),
    info.mtimeMs,
  );
}

/**
 * Whether `built` is missing or older than one of `sources`.
 * @param {string} built a file
 * @param {readonly string[]} sources files and folders
 */
export function isStale(built, sources) {
  const info = statSync(built, { throwIfNoEntry: false });
  return !info || sources.some((source) => newestChange(source) > info.mtimeMs);
}
