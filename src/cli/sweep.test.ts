import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { nodeIo, type Io } from "./io.ts";
import { main } from "./main.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHOP = `${ROOT}public/gallery/order-system.json`;
const VARY = "payment-service.instances";

const node = nodeIo();

/** Calls `sweep` with the gallery's shop, 10 s long, and gathers what it wrote. */
async function sweep(args: readonly string[], change: Partial<Io> = {}) {
  let out = "";
  let err = "";
  const io: Io = {
    ...node,
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    nowMs: () => 0,
    onInterrupt: () => () => undefined,
    ...change,
  };
  const code = await main(["sweep", SHOP, "--until", "10s", ...args], io);
  return { code, out, err };
}

interface Report {
  readonly seeds: readonly string[];
  readonly points: readonly {
    readonly values: object;
    readonly runs: number;
    readonly measures: Record<string, { readonly p50: number; readonly p95: number } | null>;
  }[];
  readonly runs: readonly {
    readonly seed: string;
    readonly traceHash: string;
    readonly measures: Record<string, number>;
  }[];
  readonly answer: { readonly value: number | null; readonly judged: readonly object[] } | null;
}

async function report(args: readonly string[]): Promise<Report> {
  return JSON.parse((await sweep([...args, "--json"])).out) as Report;
}

describe("eventyard sweep", () => {
  it("prints one JSON object with a band for each combination and every run", async () => {
    const { seeds, points, runs, answer } = await report(["--vary", `${VARY}=1,2`, "--seeds", "3"]);
    expect(seeds).toEqual(["shop", "shop-2", "shop-3"]);
    expect(points.map(({ values, runs: count }) => [values, count])).toEqual([
      [{ [VARY]: 1 }, 3],
      [{ [VARY]: 2 }, 3],
    ]);
    const latencies = runs.slice(0, 3).map(({ measures }) => measures["latencyP99"]!);
    expect(points[0]!.measures["latencyP99"]).toMatchObject({
      p50: latencies.toSorted((a, b) => a - b)[1],
      p95: Math.max(...latencies),
    });
    expect(answer).toBeNull();
  });

  it("gives the run that `run` gives, by its trace and its latency", async () => {
    const { runs } = await report(["--vary", `${VARY}=1`, "--seeds", "1", "--group", "payment"]);
    let out = "";
    await main(["run", SHOP, "--until", "10s", "--json", "--seed", "shop"], {
      ...node,
      out: (text) => (out += text),
    });
    const summary = JSON.parse(out) as {
      traceHash: string;
      groups: Record<string, { latencyMs: { p99: number } }>;
    };
    expect(summary.traceHash).not.toBe(runs[0]!.traceHash);
    const drawn = await report(["--vary", `${VARY}=2`, "--seeds", "1", "--group", "payment"]);
    expect(drawn.runs[0]!.traceHash).toBe(summary.traceHash);
    expect(drawn.runs[0]!.measures["latencyP99"]).toBe(summary.groups["payment"]!.latencyMs.p99);
  });

  it("prints a line a run as CSV, whatever stands in the names", async () => {
    const nodes = JSON.stringify(await readShop()).replaceAll("payment-service", String.raw`=pay,\"now\"`);
    const { out } = await sweep(
      ["--vary", '=pay,"now".instances=1,2', "--seeds", "2", "--csv", "--measure", "lagEnd"],
      {
        read: () => new TextEncoder().encode(nodes),
      },
    );
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toBe(`"'=pay,""now"".instances",seed,outcome,traceHash,lagEnd`);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^1,shop,finished,[0-9a-f]{16},\d+$/),
      expect.stringMatching(/^1,shop-2,finished,/),
      expect.stringMatching(/^2,shop,finished,/),
      expect.stringMatching(/^2,shop-2,finished,/),
    ]);
  });

  it("prints a table for people, and the answer to a question in sentences", async () => {
    const wanted = `--vary ${VARY}=1..4 --seeds 4 --group payment --load 2 --share 75`.split(" ");
    const { out, code } = await sweep([...wanted, "--needs", "lagEnd < 10000"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Order system: \d+ runs, 4 seeds, 2 times the load\. Median over the seeds/);
    expect(out).toMatch(/^payment-service\.instances +Latency p50 \(ms\)/m);
    expect(out).toMatch(
      /Instances of payment-service: 1 is enough for lag at the end under 10000 messages\.\nWith 1 it holds in 4 of 4 seeds/,
    );
  });

  it("ends with 1 where no value gives what is needed", async () => {
    const args = ["--vary", `${VARY}=1,2`, "--seeds", "2", "--needs", "latencyP99 < 1ms"];
    expect((await sweep(args)).code).toBe(1);
    expect((await report(args)).answer).toMatchObject({ value: null, judged: [{ value: 2, met: 0, of: 2 }] });
  });

  it.each([
    [["--vary", `${VARY}=0`], /^1 problem:\n {2}payment-service\.instances: Instances is 0, must be/],
    [["--vary", `${VARY}=1,x`], /Instances is "x", must be/],
    [["--vary", "payments.instances=1"], /There is no node "payments"/],
    [["--vary", "payment.instances=1"], /Its service has one: payment-service\.instances/],
    [
      ["--vary", "payment.heartbeatIntervalMs=50000"],
      /With payment\.heartbeatIntervalMs = 50000: payment sends/,
    ],
    [["--vary", "x"], /^--vary is "x", must be NODE\.SETTING=VALUES/],
    [[], /^--vary NODE\.SETTING=VALUES is missing/],
    [["--vary", `${VARY}=1`, "--seeds", "0"], /^--seeds is "0", must be a whole number from 1/],
    [["--vary", `${VARY}=1`, "--load", "-1"], /--load/],
    [["--vary", `${VARY}=1`, "--load", "0"], /^--load is "0", must be a factor above 0/],
    [
      ["--vary", `${VARY}=1`, "--group", "orders"],
      /^--group is "orders", must be a consumer group .*: payment,/,
    ],
    [["--vary", `${VARY}=1`, "--measure", "p99"], /^--measure "p99" is not measured\. There are: latencyP50/],
    [["--vary", `${VARY}=1`, "--needs", "p99"], /^--needs is "p99", must be MEASURE < NUMBER/],
    [["--vary", `${VARY}=1`, "--share", "50"], /^--share and --every belong to a question/],
    [
      ["--vary", `${VARY}=1`, "--warm-up", "10s"],
      /warmUp: 10000 ms are left out at the start, it must be less/,
    ],
    [["--vary", `${VARY}=1`, "--json", "--csv"], /choose one/],
    [["--vary", `${VARY}=1`, "--vary", "load=1", "--needs", "lost<1"], /use --vary once/],
  ])("refuses %j", async (args, says) => {
    const { code, out, err } = await sweep(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });

  it("stops at Ctrl-C, says how far it was, and prints no half of a result", async () => {
    const onInterrupt: NonNullable<Io["onInterrupt"]> = (listener) => {
      const timer = setTimeout(listener, 30);
      return () => clearTimeout(timer);
    };
    const { code, out, err } = await sweep(["--vary", `${VARY}=1..20`, "--seeds", "200"], { onInterrupt });
    expect([code, out]).toEqual([130, ""]);
    expect(err).toMatch(/^Interrupted after \d+ runs\.\n$/);
  });

  it("draws its progress on a terminal, on the error stream", async () => {
    let clock = 0;
    const { err } = await sweep(["--vary", `${VARY}=1,2`, "--seeds", "2"], {
      isTerminal: true,
      nowMs: () => (clock += 1_000),
    });
    expect(err).toMatch(/^\r1 of 4 runs, at most \d+ s left/);
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });

  it("refuses a range that ends before it begins, and says how to mend it", async () => {
    const { code, err } = await sweep(["--vary", `${VARY}=4..1`]);
    expect(code).toBe(2);
    expect(err).toContain("4..1 ends before it begins.");
    expect(err).toContain("Write 1..4.");
  });

  it("gives the same numbers on one thread and on two, as it is delivered", async () => {
    const bundled = async (workers: number): Promise<string> => {
      const args = ["bin/eventyard.mjs", "sweep", SHOP, "--until", "10s", "--vary", `${VARY}=1,2,3`];
      const more = ["--seeds", "4", "--json", "--workers", String(workers)];
      return (await promisify(execFile)(process.execPath, [...args, ...more], { cwd: ROOT })).stdout;
    };
    const one = await bundled(1);
    expect((JSON.parse(one) as Report).runs).toHaveLength(12);
    expect(await bundled(2)).toBe(one);
    expect(one).toBe((await sweep(["--vary", `${VARY}=1,2,3`, "--seeds", "4", "--json"])).out);
  }, 120_000);
});

async function readShop(): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(node.read(SHOP, 1_000_000)));
}
