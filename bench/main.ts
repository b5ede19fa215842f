/**
 * `npm run bench`: measures the project's figures and prints them as a table beside their targets.
 *
 *   --only a,b    throughput, growth, width, seek, checkpoint, schema, sweep, size, browser, heap
 *   --save        writes the table to bench/results/<date>.md, too
 *
 * EVENTYARD_RIVALS=<folder>: the rivals to measure the throughput against (see rivals.ts).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { weigh } from "../scripts/budget.mjs";
import { browserRows, heapRows } from "./browser-rows.ts";
import { rivals } from "./rivals.ts";
import { schemaRows } from "./schema-verdict.ts";
import { checkpointMs, seeks } from "./seeking.ts";
import { median } from "./statistics.ts";
import { sweepRows } from "./sweeping.ts";
import { headOf, lineOf, type Row } from "./table.ts";
import { ONE, throughput, throughputApart } from "./throughput.ts";

// From the bundle in dist-cli/.
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const ROUNDS = 5;
const WARM_UP = 200_000;

const FIGURES: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  throughput: throughputRows,
  growth: growthRows,
  width: widthRows,
  seek: seekRows,
  checkpoint: checkpointRows,
  schema: schemaRows,
  sweep: () => sweepRows(join(ROOT, "public/gallery")),
  size: sizeRows,
  browser: () => browserRows(ROOT),
  heap: () => heapRows(ROOT),
};

/** The command; 0, or 1 where an argument is wrong. */
export async function main(
  argv: readonly string[],
  host: Pick<NodeJS.Process, "stdout" | "stderr">,
): Promise<number> {
  if (argv[0] === ONE) return one(argv.slice(1), host);
  const only = argv.includes("--only") ? argv[argv.indexOf("--only") + 1]?.split(",") : undefined;
  const unknown = only?.filter((name) => !(name in FIGURES)) ?? [];
  if (unknown.length > 0) {
    host.stderr.write(
      `No such figure: ${unknown.join(", ")}. There are: ${Object.keys(FIGURES).join(", ")}.\n`,
    );
    return 1;
  }
  const date = new Date().toISOString().slice(0, 10);
  const lines = [headOf(date)];
  host.stdout.write(`${lines[0]}\n`);
  for (const [name, measure] of Object.entries(FIGURES)) {
    if (only !== undefined && !only.includes(name)) continue;
    for (const row of await measure()) {
      lines.push(lineOf(row));
      host.stdout.write(`${lineOf(row)}\n`);
    }
  }
  if (argv.includes("--save")) {
    mkdirSync(join(ROOT, "bench/results"), { recursive: true });
    writeFileSync(join(ROOT, `bench/results/${date}.md`), `${lines.join("\n")}\n`);
  }
  return 0;
}

/** One figure of the simulator in this process: messages, width, messages of the two runs before. */
function one(argv: readonly string[], host: Pick<NodeJS.Process, "stdout">): number {
  const [messages = 0, width = 1, warmUp = 0] = argv.map(Number);
  // Twice: what V8 takes to be constant in the first run it learns otherwise in the second, and compiles anew.
  for (let round = 0; warmUp > 0 && round < 2; round++) throughput(warmUp, width);
  host.stdout.write(JSON.stringify(throughput(messages, width)));
  return 0;
}

const millions = (perSecond: number): string => `${(perSecond / 1e6).toFixed(2)} M/s`;

/** Ours and the rivals in turn, so that what else the machine does hits all of them. */
function throughputRows(): Row[] {
  const measured = rivals(process.env["EVENTYARD_RIVALS"]);
  const { list } = measured;
  const ours: number[] = [];
  const theirs = list.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(throughputApart(1_000_000, 1, WARM_UP).messagesPerSecond);
    list.forEach((rival, index) => theirs[index]?.push(rival.run()));
  }
  measured.remove();
  const own = median(ours);
  const rows: Row[] = [
    {
      figure: "throughput, 10^6 messages, whole protocol and trace",
      measured: millions(own),
      target: "",
      holds: null,
    },
  ];
  list.forEach(({ name, atLeast }, index) => {
    const other = median(theirs[index] ?? []);
    rows.push({
      figure: `… against ${name}, ${ROUNDS} rounds in turn, medians`,
      measured: `${(own / other).toFixed(own > other ? 1 : 3)} x (${millions(other)})`,
      target: `>= ${atLeast} x`,
      holds: own / other >= atLeast,
    });
  });
  return rows;
}

function growthRows(): Row[] {
  const sizes = [4, 5, 6, 7];
  const runs = sizes.map((power) => throughputApart(10 ** power, 1, WARM_UP));
  const ratio = (runs.at(-1)?.nsPerMessage ?? Number.NaN) / (runs[0]?.nsPerMessage ?? Number.NaN);
  const peakMB = runs.at(-1)?.peakMB ?? Number.NaN;
  return [
    {
      figure: `CPU a message at 10^${sizes.join(", 10^")} messages`,
      measured: `${runs.map(({ nsPerMessage }) => nsPerMessage.toFixed(0)).join(", ")} ns; last to first ${ratio.toFixed(2)} x`,
      target: "<= 1.5 x",
      holds: ratio <= 1.5,
    },
    {
      figure: "memory, 10^7 messages",
      measured: `${(peakMB / 1024).toFixed(2)} GiB at most (the run itself reports ${((runs.at(-1)?.heldMB ?? Number.NaN) / 1024).toFixed(2)} GiB)`,
      target: "<= 1.5 GiB",
      holds: peakMB <= 1.5 * 1024,
    },
  ];
}

function widthRows(): Row[] {
  const widths = [1, 10, 100];
  const runs = widths.map((width) => throughputApart(1_000_000, width, WARM_UP));
  const ratio = (runs.at(-1)?.nsPerMessage ?? Number.NaN) / (runs[0]?.nsPerMessage ?? Number.NaN);
  return [
    {
      figure: `CPU a message, ${widths.join(", ")} such systems beside each other`,
      measured: `${runs.map(({ nsPerMessage }) => nsPerMessage.toFixed(0)).join(", ")} ns; last to first ${ratio.toFixed(2)} x`,
      target: "<= 3 x",
      holds: ratio <= 3,
    },
  ];
}

function seekRows(): Row[] {
  const { scenario, medianMs, p95Ms, maxMs } = seeks(join(ROOT, "public/gallery"));
  return [
    {
      figure: `seek, 200 random moments in 10 minutes of “${scenario}”`,
      measured: `p95 ${p95Ms.toFixed(1)} ms (median ${medianMs.toFixed(1)} ms, longest ${maxMs.toFixed(1)} ms)`,
      target: "p95 <= 16 ms",
      holds: p95Ms <= 16,
    },
  ];
}

function checkpointRows(): Row[] {
  const ms = checkpointMs(100_000);
  return [
    {
      figure: "checkpoint with 100,000 waiting messages, median of 25",
      measured: `${ms.toFixed(2)} ms`,
      target: "<= 5 ms",
      holds: ms <= 5,
    },
  ];
}

function sizeRows(): Row[] {
  return weigh(join(ROOT, "dist")).map(({ what, kb, limitKb, ok }) => ({
    figure: `size, ${what}, gzip`,
    measured: `${kb.toFixed(1)} kB`,
    target: `<= ${limitKb} kB`,
    holds: ok,
  }));
}
