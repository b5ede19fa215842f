/**
 * `npm test`: every gate of the project, in one command that runs on a machine with Node and npm alone.
 * Ends with a line `N passed, N failed`: the tests of Vitest and Playwright together; a gate that is no test
 * (format, lint, …) and fails counts as one failure.
 *
 * `npm run check` is the same without the browser tests (`--without-browser`). Without that flag the browser
 * tests must have run: no browser, or no test in it, is a failure.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { grownIn } from "./budget-growth.mjs";
import { weigh } from "./budget.mjs";
import { buildApp } from "./build-app.mjs";
import { findBrowser } from "./find-browser.mjs";

/**
 * What a gate found. `says` is one line for the summary; `output` is shown where it failed.
 * @typedef {{ ok: boolean, passed?: number, failed?: number, says?: string, output?: string }} Outcome
 * @typedef {{ name: string, run: () => Promise<Outcome> }} Gate
 */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REPORTS = join(ROOT, "node_modules/.cache/eventyard");
/** As a page's policy has it: whatever makes code of text throws. */
const NO_EVAL = "--execArgv=--disallow-code-generation-from-strings";
const TIDY_TEST = "src/tidy.test.ts";

/** What the tools print is shown later, so they cannot see whether a person looks at it. */
const COLOUR = /** @type {Record<string, string>} */ (
  process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }
);

/** @type {Gate[]} */
const GATES = [
  { name: "format", run: () => tool("oxfmt", ["--check", "."]) },
  { name: "lint", run: () => tool("oxlint", ["--type-aware", "--quiet"]) },
  { name: "types", run: () => tool("tsc", ["--project", "tsconfig.json"]) },
  { name: "boundaries", run: boundaries },
  { name: "dead code", run: () => tool("knip", ["--no-progress"]) },
  { name: "unit and property tests", run: () => vitest("unit", ["--exclude", TIDY_TEST]) },
  { name: "without generated code", run: () => vitest("no-eval", [NO_EVAL, "codec.test.ts"]) },
  { name: "build and size", run: buildAndSize },
];

/** @type {Gate} */
const BROWSER_GATE = { name: "browser tests", run: browserTests };

const { values } = parseArgs({ options: { "without-browser": { type: "boolean", default: false } } });
process.exitCode = await runGates(values["without-browser"] ? GATES : [...GATES, BROWSER_GATE]);

/**
 * Runs all gates, also after one has failed, so that one run tells everything.
 * @param {readonly Gate[]} gates
 * @returns {Promise<number>} the exit code
 */
async function runGates(gates) {
  mkdirSync(REPORTS, { recursive: true });
  const startedMs = performance.now();
  let passed = 0;
  let failed = 0;
  /** @type {string[]} */
  const bad = [];
  for (const gate of gates) {
    const gateStartedMs = performance.now();
    const outcome = await gate.run().catch(
      /** @returns {Outcome} */ (/** @type {unknown} */ error) => ({
        ok: false,
        output: error instanceof Error ? error.message : String(error),
      }),
    );
    passed += outcome.passed ?? 0;
    failed += outcome.failed ?? 0;
    if (!outcome.ok) {
      bad.push(gate.name);
      if (!outcome.failed) failed += 1;
      console.log(`${outcome.output ?? ""}\n`);
    }
    const mark = outcome.ok ? "ok  " : "FAIL";
    const says = outcome.says ? `  ${outcome.says}` : "";
    console.log(`${mark}  ${gate.name.padEnd(24)} ${seconds(gateStartedMs).padStart(7)}${says}`);
  }
  console.log(
    `\n${gates.length} gates in ${seconds(startedMs)}${bad.length > 0 ? `; failed: ${bad.join(", ")}` : ""}`,
  );
  console.log(`${passed} passed, ${failed} failed`);
  return bad.length > 0 ? 1 : 0;
}

/** @param {number} sinceMs */
function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs one of the installed tools to its end.
 * @param {string} name of its command in node_modules/.bin
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<Outcome>}
 */
function tool(name, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, "node_modules/.bin", name), args, {
      cwd: ROOT,
      env: { ...process.env, ...COLOUR, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout.on("data", (/** @type {Buffer} */ part) => (output += part.toString()));
    child.stderr.on("data", (/** @type {Buffer} */ part) => (output += part.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Who may import whom, and that the check can fail; the pure rooms compile with nothing but the language.
 * @returns {Promise<Outcome>}
 */
async function boundaries() {
  const pure = await tool("tsc", ["--project", "tsconfig.pure.json"]);
  const tidy = await vitest("tidy", [TIDY_TEST]);
  return { ...tidy, ok: pure.ok && tidy.ok, output: `${pure.output}${tidy.output}` };
}

/**
 * @param {string} name of the report
 * @param {string[]} args
 * @returns {Promise<Outcome>}
 */
async function vitest(name, args) {
  const report = join(REPORTS, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  const run = await tool("vitest", ["run", ...reporters, ...args]);
  if (!existsSync(report)) return { ...run, ok: false };
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, "utf8"));
  return { ...run, ok: run.ok && passed > 0, passed, failed, says: counts(passed, failed) };
}

/**
 * @param {number} passed
 * @param {number} failed
 */
function counts(passed, failed) {
  return failed > 0 ? `${passed} tests passed, ${failed} failed` : `${passed} tests`;
}

/** @returns {Promise<Outcome>} */
async function buildAndSize() {
  const { folder } = await buildApp({ always: true });
  const lines = weigh(folder);
  const says = lines
    .map(({ what, kb, limitKb }) => {
      const limit = Number.isFinite(limitKb) ? ` of ${limitKb}` : "";
      return `${what} ${kb.toFixed(1)}${limit} kB gzip`;
    })
    .join(", ");
  const over = lines
    .filter(({ ok }) => !ok)
    .map((line) => `Over budget: ${line.what} (${line.files.join(", ")}). ${grownIn(folder, line)}`);
  return { ok: over.length === 0, says, output: over.join("\n") };
}

/** @returns {Promise<Outcome>} */
async function browserTests() {
  const browser = await findBrowser();
  const report = join(REPORTS, "browser.json");
  rmSync(report, { force: true });
  const run = await tool(
    "playwright",
    ["test", "--config", "e2e/playwright.config.ts", "--reporter=line,json"],
    {
      EVENTYARD_BROWSER: browser.path,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  );
  if (!existsSync(report)) return { ...run, ok: false };
  const { expected, unexpected, flaky } = JSON.parse(readFileSync(report, "utf8")).stats;
  const failed = unexpected;
  const passed = expected + flaky;
  if (passed + failed === 0) return { ...run, ok: false, output: `${run.output}\nNo browser test ran.` };
  const late = flaky > 0 ? ` (${flaky} at the second attempt)` : "";
  const says = `${counts(passed, failed)}${late} in ${browser.version}, ${browser.origin}`;
  return { ...run, ok: run.ok && failed === 0, passed, failed, says };
}
