/**
 * Thousands of damaged files and links: nothing throws, nothing is changed in silence, and what is said about them stays
 * bounded. EVENTYARD_FUZZ=n looks at n of each and prints what became of them; EVENTYARD_TEST_SEED=n at others.
 */
import { createHash, randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { stdout } from "node:process";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Problem, Result } from "#base/result.ts";
import { admit } from "./admit.ts";
import { canonicalJson, documentText, fileText } from "./canonical.ts";
import { emptyScenario, FORMAT, type Scenario } from "./document.ts";
import { bomb, damagedBytes, damagedJson, damagedLinkText, FuzzDice, sealedLink } from "./fuzz.fixture.ts";
import { PROBLEMS_MAX } from "./json-scan.ts";
import { decodeLink, encodeLink, type LinkView, type SharedLink } from "./link.ts";
import { isRepair } from "./repair.ts";

const isAsked = import.meta.env["EVENTYARD_FUZZ"] !== undefined;
const CASES = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 250);
const asked: unknown = import.meta.env["EVENTYARD_TEST_SEED"];
const FIRST_SEED = asked === "random" ? randomInt(2 ** 31) : Number(asked ?? 1);
const TIMEOUT_MS = 60_000 + CASES * 50;
/** What the page judges without a worker. */
const SMALL_LENGTH_MAX = 65_536;
/** A message may quote what it found, but not all of it. */
const MESSAGE_LENGTH_MAX = 3_000;

/** Everything that a document can hold. */
const full: Scenario = {
  ...emptyScenario("Full"),
  description: "All there is",
  settings: { durationMs: 60_000 },
  nodes: [
    { id: "a", kind: "service", name: "a", config: { publishes: "constant" }, position: { x: 0, y: 0 } },
    { id: "t", kind: "topic", name: "t", config: { partitions: 4 }, position: { x: 300, y: 0.5 } },
    { id: "s", kind: "saga", name: "unknown kind", config: { steps: 3, on: true } },
  ],
  wires: [{ id: "w", kind: "publishes", from: "a", to: "t" }],
  interventions: [{ id: "i", atMs: 1_000.5, kind: "crash", target: "a", config: { instance: 1 } }],
  notes: [{ id: "n", text: "Two\nlines", position: { x: 1, y: 2 }, size: { width: 100, height: 50 } }],
  frames: [{ id: "f", name: "Frame", position: { x: -10, y: -10 }, size: { width: 400, height: 300 } }],
  subjects: [
    {
      id: "v",
      name: "t-value",
      format: "avro",
      mode: "BACKWARD",
      versions: [
        { text: '{"type": "record", "name": "R", "fields": []}' },
        { text: "{", references: [{ name: "R", subject: "v", version: 1 }] },
      ],
    },
    { id: "x", name: "unknown format", format: "thrift", mode: "", versions: [] },
  ],
  invariants: [
    { id: "inv", kind: "at-most-once", target: "a", name: "Once", config: { per: "key" } },
    { id: "odd", kind: "unknown form", target: "s", config: {} },
  ],
  lookAt: [{ atMs: 5, text: "Here" }],
};

const gallery = new URL("../../public/gallery/", import.meta.url);
const originals: readonly string[] = [
  fileText(full),
  ...readdirSync(gallery)
    .filter((file) => file !== "index.json" && file.endsWith(".json"))
    .map((file) => readFileSync(new URL(file, gallery), "utf8")),
];

/** What became of the cases, and how long the slowest took. */
class Tally {
  readonly #counts = new Map<string, number>();
  readonly #distinct = new Set<string>();
  #slowestMs = 0;
  #slowest = "";
  #slowestSmallMs = 0;

  count(case_: string | Uint8Array, seed: number, result: Result<unknown>, ms: number): void {
    this.#distinct.add(createHash("sha1").update(case_).digest("base64"));
    const what = result.ok
      ? result.warnings.some(isRepair)
        ? "opened, repairs listed"
        : "opened as it was"
      : `refused: ${result.problems[0]?.code}`;
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    if (case_.length <= SMALL_LENGTH_MAX) this.#slowestSmallMs = Math.max(this.#slowestSmallMs, ms);
    if (ms <= this.#slowestMs) return;
    this.#slowestMs = ms;
    this.#slowest = `seed ${seed}, ${case_.length} long, ${what}`;
  }

  print(title: string): void {
    if (!isAsked) return;
    const rows = [...this.#counts].sort(([, a], [, b]) => b - a).map(([what, n]) => `  ${n} ${what}`);
    stdout.write(
      `${title}: ${this.#distinct.size} distinct\n${rows.join("\n")}\n  slowest ${this.#slowestMs.toFixed(1)} ms (${this.#slowest}); up to 64 kB ${this.#slowestSmallMs.toFixed(1)} ms\n`,
    );
  }

  /** Whether the damage was of all sorts: a fuzzer whose cases are all refused at the door tests nothing behind it. */
  get kinds(): number {
    return this.#counts.size;
  }
}

function isBounded(problems: readonly Problem[]): void {
  expect(problems.length).toBeLessThanOrEqual(PROBLEMS_MAX);
  for (const { code, path, says, tryThis } of problems) {
    expect(code).toMatch(/^[a-z][a-z0-9-]+$/);
    expect(says).not.toBe("");
    expect(tryThis).not.toBe("");
    expect(path.length + says.length + tryThis.length).toBeLessThan(MESSAGE_LENGTH_MAX);
  }
}

const LISTS = [
  "nodes",
  "wires",
  "interventions",
  "notes",
  "frames",
  "subjects",
  "invariants",
  "lookAt",
] as const;

/** What a document means, by the rules of the format and without our reader: absent lists are empty, absent settings none. */
function meaningOf(text: string): string {
  const raw = JSON.parse(text) as Record<string, unknown>;
  const filled: Record<string, unknown> = { ...emptyScenario(), ...raw };
  for (const list of ["nodes", "interventions"] as const) {
    filled[list] = (filled[list] as { config?: unknown }[]).map((item) => ({
      ...item,
      config: item.config ?? {},
    }));
  }
  return canonicalJson(filled);
}

/** Nothing was changed or left out without being listed, and what is kept is whole. */
function isHonest(text: string, result: Extract<Result<Scenario>, { ok: true }>): void {
  const { value, warnings } = result;
  const repairs = warnings.filter(isRepair);
  const plain = text.replace(/^\uFEFF/, "");
  if (repairs.length === 0) expect(canonicalJson(value)).toBe(meaningOf(plain));
  const raw = JSON.parse(plain) as Record<string, unknown>;
  const isCapped = warnings.some(({ code }) => code === "more-problems");
  if (raw["format"] === FORMAT && !isCapped) {
    for (const list of LISTS) {
      const given = Array.isArray(raw[list]) ? raw[list].length : 0;
      const listed = repairs.filter(({ path }) => path.startsWith(`${list}[`)).length;
      expect(given - value[list].length, list).toBeLessThanOrEqual(listed);
    }
  }
  const again = admit(fileText(value));
  expect(again.ok && again.warnings.filter(isRepair)).toEqual([]);
  expect(again.ok && documentText(again.value)).toBe(documentText(value));
}

function nothingIsPolluted(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
}

/** One damaged file: as text or as bytes. */
function damagedFile(dice: FuzzDice): string | Uint8Array {
  const original = dice.pick(originals);
  const text = dice.chance(85) ? damagedJson(original, dice) : original;
  if (text !== original && dice.chance(90)) return text;
  return damagedBytes(new TextEncoder().encode(text.slice(0, 20_000)), dice);
}

describe("damaged files", () => {
  it(
    "are opened honestly or refused, and nothing throws",
    () => {
      const tally = new Tally();
      for (let seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
        const input = damagedFile(new FuzzDice(seed));
        const startedMs = performance.now();
        const result = admit(input, { name: "damaged.json" });
        tally.count(input, seed, result, performance.now() - startedMs);
        try {
          isBounded(result.ok ? result.warnings : result.problems);
          if (result.ok) {
            isHonest(typeof input === "string" ? input : new TextDecoder().decode(input), result);
          }
          nothingIsPolluted();
        } catch (error) {
          throw new Error(`seed ${seed}`, { cause: error });
        }
      }
      tally.print(`${CASES} damaged files`);
      expect(tally.kinds).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});

const views: readonly LinkView[] = [
  {},
  { atUs: 57_000_000, note: "Look here" },
  { atUs: 1, selected: ["a"], drawer: "log", note: "Zwei\nZeilen \u{1F440}" },
];

async function linkOf(scenario: Scenario, view: LinkView): Promise<{ link: string; content: SharedLink }> {
  const link = await encodeLink({ scenario, view });
  if (!link.ok) throw new Error(link.problems[0]?.says);
  const content = await decodeLink(link.value);
  if (!content.ok) throw new Error(content.problems[0]?.says);
  return { link: link.value, content: content.value };
}

const links = await Promise.all(
  originals.flatMap((text) => {
    const result = admit(text);
    return result.ok ? views.map((view) => linkOf(result.value, view)) : [];
  }),
);

/** What a link with a right checksum carries must be opened as its two lines say. */
function isAsItsLinesSay(viewLine: string, scenarioText: string, result: Result<SharedLink>): void {
  const alone = admit(scenarioText);
  expect(result.ok).toBe(alone.ok);
  if (!result.ok || !alone.ok) return;
  expect(documentText(result.value.scenario)).toBe(documentText(alone.value));
  isHonest(scenarioText, { ok: true, value: result.value.scenario, warnings: alone.warnings });
  const listed = result.warnings.map(({ path }) => path);
  if (listed.includes("link")) return;
  const raw = JSON.parse(viewLine) as Record<string, unknown>;
  for (const [name, value] of Object.entries(raw)) {
    const kept: unknown = Reflect.get(result.value.view, name);
    const isKept =
      JSON.stringify(kept) === JSON.stringify(value) || (Array.isArray(value) && value.length === 0);
    const isListed = listed.some((path) => path.startsWith(`link.${name}`) || path.startsWith("link["));
    expect(isKept || isListed || value === "", `link.${name}`).toBe(true);
  }
}

interface LinkCase {
  readonly link: string;
  /** What must hold if it is opened. */
  readonly check: (result: Result<SharedLink>) => void;
}

function damagedLink(dice: FuzzDice): LinkCase {
  const { link, content } = dice.pick(links);
  const kind = dice.below(100);
  if (kind < 60) {
    // The checksum stands for the content: opened is opened as it was.
    const check = (result: Result<SharedLink>): void => {
      if (!result.ok) return;
      expect(documentText(result.value.scenario)).toBe(documentText(content.scenario));
      expect(result.value.view).toEqual(content.view);
    };
    return { link: damagedLinkText(link, dice), check };
  }
  const viewLine = canonicalJson(content.view);
  const text = documentText(content.scenario);
  if (kind < 85) {
    const damagedView = dice.chance(50) ? damagedJson(viewLine, dice) : viewLine;
    const damagedText = dice.chance(60) ? damagedJson(text, dice) : text;
    const lines = `${damagedView}\n${damagedText}`;
    const isReadable = lines.length < 4_000_000 && !damagedView.includes("\n");
    return {
      link: sealedLink(deflateRawSync(lines)),
      check: (result) =>
        result.ok && isReadable ? isAsItsLinesSay(damagedView, damagedText, result) : undefined,
    };
  }
  if (kind < 90) {
    const body = damagedBytes(deflateRawSync(`${viewLine}\n${text}`), dice);
    return { link: sealedLink(body), check: (result) => void (result.ok && isBounded(result.warnings)) };
  }
  if (kind < 93) {
    return { link: sealedLink(bomb(dice)), check: (result) => expect(result.ok).toBe(false) };
  }
  const version = dice.pick([0, 2, 9, 255]);
  const flags = dice.pick([0, 1, 2, 3, 255]);
  return {
    link: sealedLink(deflateRawSync(`${viewLine}\n${text}`), { version, flags }),
    check: (result) => expect(result.ok).toBe(false),
  };
}

describe("damaged links", () => {
  it(
    "are opened to what was sent or refused, and nothing throws",
    async () => {
      const tally = new Tally();
      for (let seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
        const { link, check } = damagedLink(new FuzzDice(seed));
        const startedMs = performance.now();
        const result = await decodeLink(link);
        tally.count(link, seed, result, performance.now() - startedMs);
        try {
          isBounded(result.ok ? result.warnings : result.problems);
          check(result);
          nothingIsPolluted();
        } catch (error) {
          throw new Error(`seed ${seed}: ${link.slice(0, 200)}`, { cause: error });
        }
      }
      tally.print(`${CASES} damaged links`);
      expect(tally.kinds).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});
