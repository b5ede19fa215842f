/**
 * What each source file weighs in the build, for the size budget to name what has grown: `.vite/sources.json`, built file
 * by built file, in bytes after gzip. A file's gzip is shared out by what each of its sources comes to alone.
 */
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The text editor is one library in one file: nothing to share out, and much to compress. */
const CHARACTERS_MAX = 2_000_000;

/**
 * @typedef {Record<string, number>} Weights bytes by source, as a path from the project's root
 * @typedef {Record<string, Weights>} Sources weights by built file
 */

/**
 * Shares out a file's bytes.
 * @param {number} bytes the file's after gzip
 * @param {ReadonlyMap<string, string>} sources the code of each in it
 * @returns {Weights}
 */
export function shareOut(bytes, sources) {
  const alone = [...sources].map(([name, code]) => /** @type {const} */ ([name, compressed(code)]));
  const sum = alone.reduce((total, [, size]) => total + size, 0);
  return Object.fromEntries(alone.map(([name, size]) => [name, Math.round((bytes * size) / sum)]));
}

/** @param {string} code */
function compressed(code) {
  return gzipSync(code, { level: 9 }).length;
}

/**
 * For the build and, by `forWorkers`, for its workers, which are built before it.
 * @returns {{ forPage: () => import("vite").Plugin, forWorkers: () => import("vite").Plugin }}
 */
export function weighSources() {
  /** @type {Sources} */
  const weighed = {};
  const weigh = (/** @type {import("vite").Rollup.OutputBundle} */ bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk" || file.code.length > CHARACTERS_MAX) continue;
      const codes = Object.entries(file.modules).flatMap(([id, { code }]) =>
        code === null || code.length === 0 ? [] : [/** @type {[string, string]} */ ([nameOf(id), code])],
      );
      weighed[file.fileName] = shareOut(compressed(file.code), new Map(codes));
    }
  };
  return {
    forWorkers: () => ({
      name: "eventyard-weigh-worker-sources",
      generateBundle: (_options, bundle) => weigh(bundle),
    }),
    forPage: () => ({
      name: "eventyard-weigh-sources",
      apply: "build",
      generateBundle: (_options, bundle) => weigh(bundle),
      writeBundle: ({ dir }) => {
        if (dir !== undefined) writeFileSync(join(dir, ".vite/sources.json"), JSON.stringify(weighed));
      },
    }),
  };
}

/** @param {string} id of a module, perhaps one without a file */
function nameOf(id) {
  const [path] = id.split("?");
  return path?.startsWith("/") ? relative(ROOT, path) : id.replaceAll("\0", "");
}
