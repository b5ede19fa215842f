import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { scenarioSchemaText } from "#sim/json-schema.ts";
import { settingsDoc } from "#sim/settings-doc.ts";
import { commands } from "./commands/index.ts";
import { nodeIo, type Io } from "./io.ts";
import { main } from "./main.ts";

const root = new URL("../../", import.meta.url);
const shop = new URL("public/gallery/order-system.json", root).pathname;
const folder = mkdtempSync(join(tmpdir(), "eventyard-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const node = nodeIo();

/** Calls the command and gathers what it wrote. */
async function call(argv: readonly string[], change: Partial<Io> = {}) {
  let out = "";
  let err = "";
  const io: Io = {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    read: node.read,
    write: node.write,
    nowMs: () => 0,
    ...change,
  };
  const code = await main(argv, io);
  return { code, out, err };
}

const brokenShop = readFileSync(shop, "utf8").replace('"partitions": 4', '"partitions": 0');

describe("the command as a whole", () => {
  it("says how it ends", async () => {
    const { code, out } = await call(["help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/Exit: 0 .*, 1 .*, 2 .*, 3 .*, 130 interrupted\./);
  });

  it("says in one line what is wrong with its arguments", async () => {
    const { code, err } = await call(["run", shop, "--until", "-5s"]);
    expect(code).toBe(2);
    expect(err).toContain("use '--until=-XYZ'");
    expect(err).not.toContain("u000a");
  });
});

describe("eventyard run", () => {
  it("prints one JSON object that sums up the run, the same each time", async () => {
    const first = await call(["run", shop, "--until", "20s", "--json"]);
    const again = await call(["run", shop, "--until", "20000ms", "--json"]);
    expect(first).toEqual(again);
    expect(first.code).toBe(0);
    const summary = JSON.parse(first.out) as Record<string, unknown>;
    expect(Object.keys(summary)).toEqual([
      "scenario",
      "seed",
      "simulatedMs",
      "events",
      "messages",
      "traceHash",
      "topics",
      "groups",
      "brokers",
      "replicas",
      "transactions",
      "effects",
      "calls",
      "sagas",
      "invariants",
      "anomalies",
      "warnings",
    ]);
    expect(summary).toMatchObject({
      scenario: "Order system",
      simulatedMs: 20_000,
      warnings: [],
      topics: { "order-events": { partitions: [{ logStartOffset: 0 }, {}, {}, {}] } },
      groups: { payment: { state: "Stable", duplicates: 0 } },
    });
  });

  it("judges what is demanded of the run, says why, and exits with 1 where something does not hold", async () => {
    const document = JSON.parse(readFileSync(shop, "utf8")) as Record<string, unknown> & {
      nodes: readonly { id: string; kind: string; name: string }[];
    };
    const target = document.nodes.find(
      ({ kind, name }) => kind === "consumer-group" && name === "payment",
    )!.id;
    const invariants = [
      { id: "behind", kind: "lag-under", target, name: "Keeps up", config: { under: 50, fromMs: 57_000 } },
      { id: "all", kind: "no-loss", target },
    ];
    const service = document.nodes.find(({ name }) => name === "payment-service")!.id;
    const interventions = [
      { id: "crash", atMs: 57_120, kind: "crash", target: service, config: { instance: 1 } },
    ];
    const path = fileWith("demanding.json", JSON.stringify({ ...document, invariants, interventions }));
    const { code, out } = await call(["run", path, "--json"]);
    expect(code).toBe(1);
    const summary = JSON.parse(out) as { readonly invariants: readonly Record<string, unknown>[] };
    expect(summary.invariants).toEqual([
      {
        name: "Keeps up",
        holds: false,
        firstViolationMs: expect.any(Number) as number,
        explanation: expect.stringMatching(
          /payment is \d+ messages behind.*How it came about: .*payment-service-1/,
        ) as string,
      },
      {
        name: "payment loses nothing",
        holds: true,
        firstViolationMs: null,
        explanation: expect.stringMatching(/in the log, none lost/) as string,
      },
    ]);
    const text = await call(["run", path]);
    expect(text.code).toBe(1);
    expect(text.out).toMatch(/1 +Keeps up +violated +\d:\d\d/);
    expect(text.out).toContain("1. ");
    expect((await call(["run", path, "--until", "20s", "--json"])).code).toBe(0);
  });

  it("takes another seed, and another is another run", async () => {
    const hash = async (seed: string): Promise<unknown> =>
      (
        JSON.parse((await call(["run", shop, "--until", "5s", "--json", "--seed", seed])).out) as {
          traceHash: string;
        }
      ).traceHash;
    expect(await hash("a")).not.toBe(await hash("b"));
  });

  it("prints aligned tables for people", async () => {
    const { out } = await call(["run", shop, "--until", "10s"]);
    expect(out).toMatch(
      /^Order system, seed \S+: 10\.000 s simulated, \d+ messages, \d+ events, trace [0-9a-f]{16}\n/,
    );
    expect(out).toMatch(/\ngroup {6}state {2,}members/);
    expect(out).toMatch(/\npayment {2,}order-events-0 {2}payment-service-1 /);
  });

  it("reads the standard input for -", async () => {
    const { code } = await call(["run", "-", "--until", "1s"], { read: () => readFileSync(shop) });
    expect(code).toBe(0);
  });

  it("draws progress on a terminal only while a run is long", async () => {
    let ms = 0;
    const long = readFileSync(shop, "utf8").replace('"ratePerSecond": 4', '"ratePerSecond": 3000');
    const read = (): Uint8Array => new TextEncoder().encode(long);
    const { err } = await call(["run", "-", "--until", "30s"], {
      read,
      isTerminal: true,
      nowMs: () => (ms += 1_000),
    });
    expect(err).toMatch(/\d+ %, \d+\.\d s simulated, about \d+ s left/);
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });

  it("ends with 2 and names every place of a scenario that cannot run", async () => {
    const path = fileWith("broken.json", brokenShop);
    const { code, out, err } = await call(["run", path]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(
      /^1 problem:\n {2}nodes\[1\]\.config\.partitions: Partitions is 0, must be a whole number from 1 to 1000/,
    );
    const json = await call(["run", path, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      problems: [{ code: "out-of-range", path: "nodes[1].config.partitions" }],
    });
  });
});

describe("eventyard validate", () => {
  it("ends with 0 for a scenario that is right", async () => {
    expect(await call(["validate", shop])).toMatchObject({ code: 0, err: "" });
  });

  it("ends with 1 where something was repaired", async () => {
    const document = JSON.parse(readFileSync(shop, "utf8")) as { wires: unknown[] };
    document.wires.push({ id: "stray", kind: "publishes", from: "orders", to: "nowhere" });
    const { code, out } = await call(["validate", fileWith("stray.json", JSON.stringify(document))]);
    expect(code).toBe(1);
    expect(out).toMatch(/1 to look at:\n {2}wires\[\d+\]\.to: There is no node "nowhere"/);
  });

  it.each([
    ["broken.json", brokenShop, /partitions: Partitions is 0/],
    [
      "picture.json",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      /picture\.json is a PNG image, expected a scenario/,
    ],
    ["empty.json", "", /is empty/],
    ["cut.json", '{"format": "eventyard/1", "nodes": [', /the text ends/],
    [
      "escape.json",
      '{"format": "eventyard/1", "nodes": [], "settings": {"durationMs": "\\u001b[2J"}}',
      /\\u001b\[2J/,
    ],
  ])("ends with 2 for %s", async (name, text, says) => {
    const { code, err } = await call(["validate", fileWith(name, text)]);
    expect(code).toBe(2);
    expect(err).toMatch(says);
  });

  it("ends with 2 for a path that cannot be read", async () => {
    expect(await call(["validate", join(folder, "nowhere.json")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be read"),
    });
    expect(await call(["validate", folder])).toMatchObject({
      code: 2,
      err: expect.stringContaining("it is a folder"),
    });
  });
});

describe("eventyard partition", () => {
  // Kafka's own UtilsTest (4.0) has murmur2("foobar") = -790332482, which is 1357151166 without its sign bit.
  it("prints the partition of a key", async () => {
    expect(await call(["partition", "--key", "foobar", "--partitions", "10"])).toEqual({
      code: 0,
      out: "6\n",
      err: "",
    });
    const { out } = await call(["partition", "--key", "foobar", "--partitions", "4", "--json"]);
    expect(JSON.parse(out)).toEqual({ key: "foobar", partitions: 4, partition: 2 });
  });

  it.each([
    [["--key", "a"]],
    [["--partitions", "3"]],
    [["--key", "a", "--partitions", "0"]],
    [["--key", "a", "--partitions", "1.5"]],
  ])("ends with 2 for %j", async (args) => {
    expect(await call(["partition", ...args])).toMatchObject({ code: 2, out: "" });
  });
});

describe("eventyard", () => {
  it.each([
    [[], 2],
    [["help"], 0],
    [["--help"], 0],
    [["help", "run"], 0],
    [["run", "--help"], 0],
    [["fly"], 2],
    [["help", "fly"], 2],
    [["toString"], 2],
    [["run"], 2],
    [["run", shop, "extra"], 2],
    [["run", shop, "--fast"], 2],
    [["run", shop, "--until", "60"], 2],
    [["run", shop, "--until", "99h"], 2],
    [["run", shop, "--seed", ""], 2],
    [["vectors"], 2],
  ])("ends %j with %i", async (argv, code) => {
    const result = await call(argv);
    expect(result.code).toBe(code);
    expect(code === 0 ? result.err : result.out).toBe("");
  });

  it("ends with 3 and says so when the fault is ours", async () => {
    const result = await call(["run", shop, "--until", "1s"], {
      out: () => {
        throw new Error("broken pipe dream");
      },
    });
    expect(result.code).toBe(3);
    expect(result.err).toMatch(/a fault of ours.*\n.*broken pipe dream/);
  });

  it("prints a scenario as the app saves it", async () => {
    expect(await call(["format", shop])).toEqual({ code: 0, out: readFileSync(shop, "utf8"), err: "" });
  });

  it("has a usage that begins with its name, for every command", () => {
    for (const [name, { usage, summary, details }] of Object.entries(commands)) {
      expect(usage.split(" ")[0]).toBe(name);
      expect(summary.endsWith(".")).toBe(true);
      expect(details.length).toBeGreaterThan(0);
    }
  });

  it("has written down the schema and the settings page as they are now", async () => {
    expect(
      readFileSync(new URL("public/scenario.schema.json", root), "utf8"),
      "npx eventyard schema > public/scenario.schema.json",
    ).toBe(scenarioSchemaText());
    expect(
      readFileSync(new URL("docs/settings.md", root), "utf8"),
      "npx eventyard docs > docs/settings.md",
    ).toBe(settingsDoc());
    expect((await call(["schema"])).out).toBe(scenarioSchemaText());
    expect((await call(["docs"])).out).toBe(settingsDoc());
  });
});
