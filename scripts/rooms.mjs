/**
 * The rooms of `src/` and who may import whom. `.oxlintrc.json` is written from this table
 * (`npm run lint:config`), `src/tidy.test.ts` proves that each line of it can fail, docs/architecture.md explains it.
 *
 * `may`: other rooms whose face may be imported. A room's face is its top-level files and its registries (every
 * `index.ts`); its other subfolders are private.
 * `inside`: rooms whose private subfolders may be imported, too.
 * `packages`: npm packages (and `node:` for Node's own modules) that may be imported.
 * `pure`: no DOM, no clock, no chance, nothing that differs between engines: a run must be the same everywhere.
 *
 * @typedef {object} Room
 * @property {readonly string[]} may
 * @property {readonly string[]} [inside]
 * @property {readonly string[]} packages
 * @property {boolean} [pure]
 * @property {boolean} [planned] the room may still be missing
 */

const MODEL = ["base", "scenario", "schema", "sim"];
const VIEW = [...MODEL, "picture", "session", "ui"];

/** @type {Readonly<Record<string, Room>>} */
export const ROOMS = {
  base: { may: [], packages: [], pure: true },
  scenario: { may: ["base"], packages: [], pure: true },
  schema: {
    may: ["base"],
    packages: ["jsonc-parser", "avsc", "protobufjs", "buffer", "@cfworker/json-schema"],
    pure: true,
  },
  sim: { may: ["base", "scenario", "schema"], packages: [], pure: true },
  picture: { may: MODEL, packages: [], pure: true },
  sweep: { may: ["base", "scenario", "sim"], packages: [], pure: true },
  checklist: { may: MODEL, packages: [], pure: true },
  patterns: { may: [...MODEL, "checklist"], packages: [], pure: true },
  comparison: { may: ["base", "scenario", "sim"], packages: [], pure: true },
  session: {
    may: [...MODEL, "picture", "sweep", "checklist", "comparison"],
    packages: ["zustand", "idb", "@dagrejs/dagre"],
  },
  ui: { may: ["base", "scenario"], packages: ["react", "react-dom"] },
  canvas: { may: VIEW, packages: ["react", "react-dom", "@xyflow/react", "zustand"] },
  palette: { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  inspector: { may: [...VIEW, "patterns"], packages: ["react", "react-dom", "zustand"] },
  timeline: { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  charts: { may: VIEW, packages: ["react", "react-dom", "uplot", "zustand"] },
  story: { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  outline: { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  "trace-list": { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  "group-view": { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  "partition-view": { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  "protocol-view": { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  checks: { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  review: { may: [...VIEW, "checklist"], packages: ["react", "react-dom", "zustand"], planned: true },
  "what-if": { may: [...VIEW, "sweep"], packages: ["react", "react-dom", "zustand"] },
  compare: { may: [...VIEW, "comparison"], packages: ["react", "react-dom", "zustand"], planned: true },
  gallery: { may: VIEW, packages: ["react", "react-dom", "zustand"] },
  "schema-editor": { may: VIEW, packages: ["react", "react-dom", "zustand", "monaco-editor"], planned: true },
  app: {
    may: [
      ...VIEW,
      "canvas",
      "palette",
      "inspector",
      "timeline",
      "charts",
      "story",
      "outline",
      "trace-list",
      "group-view",
      "partition-view",
      "protocol-view",
      "checks",
      "review",
      "what-if",
      "compare",
      "gallery",
      "schema-editor",
    ],
    packages: ["react", "react-dom", "zustand"],
  },
  // Vectors are replayed against single mechanisms, so the command may look inside the simulator.
  cli: {
    may: [...MODEL, "sweep", "picture", "checklist", "comparison"],
    inside: ["sim", "schema"],
    packages: ["node:", "@resvg/resvg-wasm"],
  },
};

/** What a pure room may not name, with the reason. */
export const IMPURE_GLOBALS = {
  Date: "a run knows simulated time only",
  Intl: "its answers differ between engines and machines",
  console: "report through results and facts",
  crypto: "chance comes from the seed: #sim/kernel random streams",
  fetch: "the model reads no network",
  performance: "a run knows simulated time only",
  queueMicrotask: "pending work is data in the calendar",
  requestAnimationFrame: "pending work is data in the calendar",
  setImmediate: "pending work is data in the calendar",
  setInterval: "pending work is data in the calendar",
  setTimeout: "pending work is data in the calendar",
  document: "the model knows no page",
  globalThis: "a way around this list",
  localStorage: "the model knows no page",
  navigator: "the model knows no page",
  process: "the model runs in browsers and workers, too",
  window: "the model knows no page",
};

/** Functions of Math whose last bits engines may choose freely (ECMA-262, 21.3.2), and chance. */
export const IMPURE_MATH = [
  "random",
  "acos",
  "acosh",
  "asin",
  "asinh",
  "atan",
  "atan2",
  "atanh",
  "cbrt",
  "cos",
  "cosh",
  "exp",
  "expm1",
  "hypot",
  "log",
  "log10",
  "log1p",
  "log2",
  "pow",
  "sin",
  "sinh",
  "tan",
  "tanh",
];
