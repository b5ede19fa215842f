/**
 * Takes out of the build what the canvas' libraries carry along and nobody here uses: d3's transitions of styles and
 * colours, xyflow's minimap, controls, resizers and its own edges. Throws where a library no longer is as expected, so
 * that an update cannot break it silently. The development server serves the libraries as they are.
 */
import { fileURLToPath } from "node:url";

const slim = (/** @type {string} */ name) => fileURLToPath(new URL(`slim/${name}.mjs`, import.meta.url));

/** Packages that something smaller stands in for. */
const STANDS_IN = new Map([
  ["d3-transition", slim("view-transition")],
  ["d3-interpolate", slim("view-path")],
]);

const XYFLOW = /\/@xyflow\/react\/dist\/esm\/index\.m?js$/;

/** Names for React's developer tools: each keeps its component in the build, used or not. */
const DISPLAY_NAME = /^[\w$]+\.displayName = '\w+';$/gm;
/** What makes a component at the top of the file: without the mark it counts as something that happens. */
const MAKES_COMPONENT = /^((?:const|var) [\w$]+ = )(memo|forwardRef|createContext|create\w+Edge)\(/gm;
/** xyflow's own edges: every edge here is a wire of ours. */
const OWN_EDGES = /^const builtinEdgeTypes = \{[^}]*\};$/gm;

/**
 * xyflow without what nobody imports.
 * @param {string} code
 * @returns {string}
 * @throws {Error} where it is written differently from what is known here
 */
export function slimXyflow(code) {
  const replace = (/** @type {string} */ text, /** @type {RegExp} */ what, /** @type {string} */ by) => {
    if (text.search(what) === -1) throw new Error(`@xyflow/react has changed: nothing matches ${what}.`);
    return text.replaceAll(what, by);
  };
  const nameless = replace(code, DISPLAY_NAME, "");
  const marked = replace(nameless, MAKES_COMPONENT, "$1/*#__PURE__*/ $2(");
  return replace(marked, OWN_EDGES, "const builtinEdgeTypes = {};");
}

/** @returns {import("vite").Plugin} */
export function slimLibraries() {
  return {
    name: "eventyard-slim-libraries",
    apply: "build",
    enforce: "pre",
    resolveId: (source) => STANDS_IN.get(source) ?? null,
    transform: {
      filter: { id: XYFLOW },
      handler: (code) => ({ code: slimXyflow(code), map: null }),
    },
  };
}
