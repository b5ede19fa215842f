/**
 * Takes out of the simulator's worker what only people read of settings, kinds and faults: help, headings, the real systems' names,
 * symbols, what choices are called. A run needs types, ranges and defaults; labels stay, since the worker's own problems
 * name them. So a kind or a fault is still one file with everything in it, and costs the worker little. Other workers may
 * have something to say and keep the words.
 */
import { parseAst } from "vite";

/** Where settings are described. */
const DESCRIBES = /\/src\/sim\/(?:kinds|faults)\/[\w-]+\.ts$|\/src\/sim\/run-settings\.ts$/;
/** Who may not read those words in a worker. */
const SIMULATES = /\/src\/(?:sim|scenario|session)\/.*\.ts$/;

const WORDS = [
  "help",
  "section",
  "configName",
  "realDefault",
  "advanced",
  "live",
  "title",
  "summary",
  "glyph",
  "namePrefix",
];

/**
 * A file that describes settings, without the words.
 * @param {string} code TypeScript
 * @returns {string}
 */
export function withoutWords(code) {
  /** @type {{ from: number, to: number, by: string }[]} */
  const cuts = [];
  visit(parseAst(code, { lang: "ts" }), (node) => {
    if (node.type !== "ObjectExpression") return;
    for (const property of node.properties) {
      const name = nameOf(property);
      if (WORDS.includes(name)) cuts.push({ from: property.start, to: endOf(code, property.end), by: "" });
      if (name === "options" && property.value.type === "ObjectExpression")
        for (const option of property.value.properties)
          if (option.type === "Property" && option.value.type === "Literal")
            cuts.push({ from: option.value.start, to: option.value.end, by: '""' });
    }
  });
  cuts.sort((a, b) => b.from - a.from);
  return cuts.reduce((text, { from, to, by }) => text.slice(0, from) + by + text.slice(to), code);
}

/**
 * Which of the words a file reads that has kinds or faults at hand; null: none. Comments and types read nothing.
 * @param {string} code TypeScript
 * @returns {string | null}
 */
export function wordRead(code) {
  /** @type {string[]} */
  const read = [];
  let hasSettings = false;
  visit(parseAst(code, { lang: "ts" }), (node) => {
    if (node.type === "ImportDeclaration" && node.importKind !== "type")
      hasSettings ||= /\/(?:kinds|faults)\/|\/run-settings\.ts$/.test(node.source.value);
    if (node.type === "MemberExpression" && !node.computed && WORDS.includes(node.property.name))
      read.push(node.property.name);
  });
  return hasSettings ? (read[0] ?? null) : null;
}

const SIMULATOR = /\/src\/session\/worker\/worker\.ts(?:\?|$)/;

/**
 * For workers, one by one.
 * @returns {import("vite").Plugin}
 */
export function settingsWithoutWords() {
  let isSimulator = false;
  return {
    name: "eventyard-settings-without-words",
    enforce: "pre",
    buildStart: ({ input }) => {
      isSimulator = Object.values(input).some((entry) => SIMULATOR.test(entry));
    },
    transform: {
      filter: { id: [DESCRIBES, SIMULATES] },
      handler: (code, id) => {
        if (!isSimulator) return null;
        if (DESCRIBES.test(id)) return { code: withoutWords(code), map: null };
        const word = wordRead(code);
        if (word === null) return null;
        throw new Error(
          `${id} reads "${word}", which settings, kinds and faults do not have in a worker: see scripts/settings-without-words.mjs.`,
        );
      },
    },
  };
}

/**
 * @param {any} property of an object
 * @returns {string} "" where its name is worked out
 */
function nameOf(property) {
  if (property.type !== "Property" || property.computed) return "";
  return String(property.key.name ?? property.key.value);
}

/**
 * Behind the comma that follows, if one does.
 * @param {string} code
 * @param {number} end
 */
function endOf(code, end) {
  const comma = /^\s*,/.exec(code.slice(end));
  return end + (comma?.[0].length ?? 0);
}

/**
 * Calls `act` with each node of a syntax tree.
 * @param {any} node
 * @param {(node: any) => void} act
 */
function visit(node, act) {
  if (Array.isArray(node)) return node.forEach((each) => visit(each, act));
  if (node === null || typeof node !== "object") return;
  if (typeof node.type === "string") act(node);
  for (const key of Object.keys(node)) if (key !== "parent") visit(node[key], act);
}
