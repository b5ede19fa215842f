import { refused, type Problem, type Result } from "#base/result.ts";
import { US_PER_MS, type Micros } from "#base/units.ts";
import { fileText } from "#scenario/canonical.ts";
import { Limits } from "#scenario/limits.ts";
import {
  decodeLink,
  encodeLink,
  lengthGrade,
  NOTE_LENGTH_MAX,
  type LinkView,
  type SharedLink,
} from "#scenario/link.ts";
import { momentText, numberText } from "#sim/words.ts";
import { readArgs, readDurationMs } from "#cli/args.ts";
import { Exit, UsageError, type Command, type ExitCode } from "#cli/command.ts";
import type { Io } from "#cli/io.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { printable, problemText } from "#cli/text.ts";

/** Where the app is served by `npm start`. */
const BASE = "http://localhost:4173/";
/** A text around a link may be piped in with it. */
const TEXT_BYTES_MAX = 262_144;

/** Makes links and reads them. */
export const link: Command = {
  usage: "link SCENARIO [--at TIME] [--note TEXT] [--base URL] [--json] | link --decode LINK [--json]",
  summary: "Print a link that carries a scenario, or what a link carries.",
  details: [
    "SCENARIO        a scenario file, or - for the standard input",
    "--at TIME       open paused at this moment, e.g. 57s; else the scenario plays from its start",
    `--note TEXT     what to say to whoever opens it, at most ${NOTE_LENGTH_MAX} characters`,
    `--base URL      where the app is, instead of ${BASE}`,
    "--decode LINK   print the scenario in a link, or - for the standard input, as the app saves it",
    "--json          print one JSON object: { ok, link, characters } or { ok, scenario, view, warnings }",
    "Where to look and what was repaired go to the error stream.",
    "Exit: 0 done, 1 done but something was repaired or could not be read, 2 refused.",
  ],
  run(args, io) {
    const isDecode = args.includes("--decode");
    const { values, positionals } = readArgs(
      args,
      {
        decode: { type: "boolean" },
        at: { type: "string" },
        note: { type: "string" },
        base: { type: "string" },
        json: { type: "boolean" },
      },
      [isDecode ? "LINK" : "SCENARIO"],
    );
    const given = positionals[0] ?? "";
    const isJson = values.json === true;
    if (!isDecode) return encode(given, viewOf(values.at, values.note), baseOf(values.base), isJson, io);
    for (const name of ["at", "note", "base"] as const) {
      if (values[name] !== undefined) throw new UsageError(`--${name} makes no sense with --decode.`);
    }
    return decode(given, isJson, io);
  },
};

function viewOf(at: string | undefined, note: string | undefined): LinkView {
  if (note !== undefined && note.length > NOTE_LENGTH_MAX) {
    throw new UsageError(`--note has ${note.length} characters, at most ${NOTE_LENGTH_MAX} are allowed.`);
  }
  return {
    ...(at === undefined ? {} : { atUs: momentOf(at) }),
    ...(note === undefined ? {} : { note }),
  };
}

function momentOf(at: string): Micros {
  return /^0(ms|s|m|min|h)$/.test(at) ? 0 : readDurationMs(at, "--at", Limits.atMs) * US_PER_MS;
}

function baseOf(base = BASE): string {
  const url = URL.canParse(base) ? new URL(base) : null;
  if (url === null || !["http:", "https:", "file:"].includes(url.protocol)) {
    throw new UsageError(`--base is "${base}", must be an address, e.g. https://example.org/eventyard/.`);
  }
  url.hash = "";
  return url.href;
}

async function encode(
  path: string,
  view: LinkView,
  base: string,
  isJson: boolean,
  io: Io,
): Promise<ExitCode> {
  const loaded = loadScenario(path, io);
  if (!loaded.ok) return reportProblems(loaded.problems, isJson, io);
  const made = await encodeLink({ scenario: loaded.value, view });
  if (!made.ok) return reportProblems(made.problems, isJson, io);
  const address = base + made.value;
  const { warnings } = loaded;
  if (isJson) {
    io.out(`${JSON.stringify({ ok: true, link: address, characters: address.length, warnings }, null, 2)}\n`);
  } else {
    io.out(`${address}\n`);
    if (lengthGrade(address.length) !== "fine") {
      io.err(`The link has ${numberText(address.length)} characters; some chat tools cut long links.\n`);
    }
    if (warnings.length > 0) io.err(warnings.map(problemText).join(""));
  }
  return exitOf(warnings);
}

async function decode(given: string, isJson: boolean, io: Io): Promise<ExitCode> {
  const text = given === "-" ? fromInput(io) : given;
  const result: Result<SharedLink> = typeof text === "string" ? await decodeLink(text) : text;
  if (!result.ok) return reportProblems(result.problems, isJson, io);
  const { scenario, view } = result.value;
  const { warnings } = result;
  if (isJson) {
    io.out(`${JSON.stringify({ ok: true, scenario, view, warnings }, null, 2)}\n`);
  } else {
    io.out(fileText(scenario));
    io.err(viewText(view) + warnings.map(problemText).join(""));
  }
  return exitOf(warnings);
}

/** The standard input as text: a link is ASCII, whatever stands around it. */
function fromInput(io: Io): string | Result<never> {
  const bytes = io.read("-", TEXT_BYTES_MAX);
  if (bytes.length <= TEXT_BYTES_MAX) return new TextDecoder().decode(bytes);
  return refused([
    {
      code: "too-large",
      path: "",
      says: `The standard input has more than ${TEXT_BYTES_MAX} bytes.`,
      tryThis: "Pipe in the link alone.",
    },
  ]);
}

function viewText({ atUs, selected, drawer, note }: LinkView): string {
  const lines: string[] = [];
  if (atUs !== undefined) lines.push(`Moment: ${momentText(atUs)}`);
  if (selected !== undefined) lines.push(`Selected: ${selected.join(", ")}`);
  if (drawer !== undefined) lines.push(`Drawer: ${drawer}`);
  if (note !== undefined) lines.push(`Note: ${note}`);
  return lines.map((line) => `${printable(line)}\n`).join("");
}

function exitOf(warnings: readonly Problem[]): ExitCode {
  return warnings.length > 0 ? Exit.finding : Exit.ok;
}
