/**
 * The size budget: what a first visit loads before it shows anything, and the simulator's worker, both as gzip.
 * Reads the build in `dist/` by Vite's manifest.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** What the page loads when a schema is first opened. */
const TEXT_EDITOR = "src/schema-editor/monaco/text-editor.ts";

/** Limits in kB of 1000 bytes after gzip. The text editor is Monaco, loaded when a schema is first opened. */
export const LIMITS_KB = {
  initial: 180,
  worker: 80,
  textEditor: 950,
  textEditorWorker: 120,
  schemaWorker: 130,
};

/**
 * @typedef {{ file: string, isEntry?: boolean, imports?: string[], css?: string[] }} Chunk
 * @typedef {{ what: string, files: string[], kb: number, limitKb: number, ok: boolean }} Line
 */

/**
 * Weighs the build.
 * @param {string} folder the build
 * @returns {Line[]} one line a budget
 * @throws {Error} where the build has no entry, no worker or no text editor: a budget of nothing is no budget
 */
export function weigh(folder) {
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  if (entries.length === 0) throw new Error("The build's manifest has no entry.");
  const initial = reached(manifest, entries);
  const worker = workerFiles(folder);
  return [
    line(folder, "JavaScript of the first visit", [...initial], LIMITS_KB.initial),
    line(folder, "simulator worker", worker.first, LIMITS_KB.worker),
    ...textEditorLines(folder, manifest, initial),
    ...worker.later.map(({ file, more }) =>
      line(folder, `simulator worker, on demand: ${nameOf(file)}`, more, Infinity),
    ),
  ];
}

/**
 * Files of these chunks and of all that they import statically.
 * @param {Record<string, Chunk>} manifest
 * @param {readonly string[]} keys
 * @param {Set<string>} [found]
 */
function reached(manifest, keys, found = new Set()) {
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk || found.has(chunk.file)) continue;
    found.add(chunk.file);
    reached(manifest, chunk.imports ?? [], found);
  }
  return found;
}

/**
 * Monaco, its worker, and the one that judges schemas. Monaco has a chunk of its own that the first visit does not load: otherwise the first line's limit
 * would be broken, and there is no such chunk to weigh, which is an error, too.
 * @param {string} folder
 * @param {Record<string, Chunk>} manifest
 * @param {ReadonlySet<string>} initial
 */
function textEditorLines(folder, manifest, initial) {
  if (!manifest[TEXT_EDITOR]) throw new Error(`The build has no chunk of its own for ${TEXT_EDITOR}.`);
  const files = [...reached(manifest, [TEXT_EDITOR])].filter((file) => !initial.has(file));
  const workers = (/** @type {RegExp} */ pattern) => {
    const names = readdirSync(join(folder, "assets")).filter((name) => pattern.test(name));
    return inAssets([...reachable(folder, names)]);
  };
  return [
    line(folder, "schema text editor (Monaco)", files, LIMITS_KB.textEditor),
    line(folder, "its worker", workers(/^editor\.worker-.*\.js$/), LIMITS_KB.textEditorWorker),
    line(folder, "schema worker", workers(/^registrar-.*\.js$/), LIMITS_KB.schemaWorker),
  ];
}

/**
 * The simulator's worker as far as it is loaded at its start, and each thing that it loads on demand with what that brings
 * along. Workers are built apart and stand in no manifest: the source file's name is in theirs, and what they import is read
 * from their code.
 * @param {string} folder
 */
function workerFiles(folder) {
  const entries = readdirSync(join(folder, "assets")).filter((name) => /^worker-.*\.js$/.test(name));
  if (entries.length === 0) throw new Error("The build has no worker (assets/worker-*.js).");
  const first = reachable(folder, entries);
  const onDemand = new Set([...first].flatMap((name) => matches(folder, name, IMPORTED_LATER)));
  const later = [...onDemand]
    .filter((name) => !first.has(name))
    .sort()
    .map((file) => ({
      file,
      more: inAssets([...reachable(folder, [file])].filter((name) => !first.has(name))),
    }));
  return { first: inAssets([...first]), later };
}

/** Static imports, and `import("…")`, in minified code. */
const IMPORTED = /\b(?:from|import)\s*["']\.\/([^"']+\.js)["']/g;
const IMPORTED_LATER = /\bimport\(\s*["'`]\.\/([^"'`]+\.js)["'`]\s*\)/g;

/**
 * These files of `assets/` and all that they import statically.
 * @param {string} folder
 * @param {readonly string[]} names
 * @param {Set<string>} [found]
 */
function reachable(folder, names, found = new Set()) {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    reachable(folder, matches(folder, name, IMPORTED), found);
  }
  return found;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {RegExp} pattern
 */
function matches(folder, name, pattern) {
  const code = readFileSync(join(folder, "assets", name), "utf8");
  return [...code.matchAll(pattern)].map((match) => String(match[1]));
}

const inAssets = (/** @type {string[]} */ names) => names.map((name) => `assets/${name}`);

/** @param {string} file a built file: without its hash */
function nameOf(file) {
  return file.replace(/-[\w-]{8}\.js$/, "");
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
