import { Limits } from "#scenario/limits.ts";
import { setSeed } from "#scenario/edits.ts";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { BYTES_MAX_HEADLESS } from "#sim/limits.ts";
import { advance, startRun, type Run } from "#sim/run.ts";
import type { PictureTheme } from "#picture/look.ts";
import { momentPicture, picture as drawn } from "#picture/picture.ts";
import { topicRatesOfRows } from "#picture/rates.ts";
import { pixelSize, resized } from "#picture/size.ts";
import { svgText, type SvgNode } from "#picture/svg.ts";
import { readArgs, readDurationMs } from "#cli/args.ts";
import { Exit, UsageError, type Command } from "#cli/command.ts";
import type { Io } from "#cli/io.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { printable } from "#cli/text.ts";

const SCALE_MAX = 8;

interface Options {
  readonly atMs: number | null;
  readonly theme: PictureTheme;
  readonly scale: number;
  readonly isPlain: boolean;
}

/** Draws a scenario at a moment of its run. */
export const picture: Command = {
  usage:
    "picture SCENARIO [--at TIME] [--out FILE.svg|FILE.png] [--theme light|dark] [--scale N] [--seed SEED] [--plain] [--force]",
  summary: "Draw a scenario at a moment of its run, as SVG or PNG.",
  details: [
    "SCENARIO        a scenario file, or - for the standard input",
    "--at TIME       run it up to there and draw that moment, e.g. 57s, 500ms, 2m; without: as it is before the run",
    "--out FILE      write this file, a picture by its ending .svg or .png; without: SVG to the standard output",
    "--theme THEME   light (as without) or dark",
    `--scale N       pixels for each unit of the canvas, 0.1 to ${SCALE_MAX}; 2 for a PNG and 1 for an SVG as without`,
    "--seed SEED     use this seed instead of the scenario's",
    "--plain         no heading",
    "--force         overwrite FILE where it exists",
    "A PNG has Latin, Greek and Cyrillic letters only; an SVG takes any letter that its reader's fonts have.",
    "Exit: 0 drawn, 1 the run stopped at a limit before and is drawn as it stopped, 2 not a scenario, or not one that can run to TIME, or FILE cannot be written.",
  ],
  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      {
        at: { type: "string" },
        out: { type: "string" },
        theme: { type: "string" },
        scale: { type: "string" },
        seed: { type: "string" },
        plain: { type: "boolean" },
        force: { type: "boolean" },
      },
      ["SCENARIO"],
    );
    const isPng = isPngName(values.out);
    const options = {
      atMs: values.at === undefined ? null : readDurationMs(values.at, "--at", Limits.atMs),
      theme: readTheme(values.theme),
      scale: readScale(values.scale, isPng ? 2 : 1),
      isPlain: values.plain === true,
    };
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, false, io);
    const scenario = withSeed(loaded.value, values.seed);
    let run: Run | null = null;
    if (options.atMs !== null) {
      const compiled = compile(scenario);
      if (!compiled.ok) return reportProblems(compiled.problems, false, io);
      run = startRun(compiled.value, { isForwardOnly: true, bytesMax: BYTES_MAX_HEADLESS });
      runTo(run, options.atMs, io);
    }
    const made = scaled(pictureOf(scenario, run, options), options.scale, io);
    const isWritten = await put(made, values.out, isPng, values.force === true, io);
    if (!isWritten) return Exit.badInput;
    return run?.outcome.is === "limit" ? Exit.finding : Exit.ok;
  },
};

function runTo(run: Run, atMs: number, io: Io): void {
  const atUs = Math.round(atMs * 1000);
  advance(run, atUs);
  if (run.outcome.is === "limit")
    io.err(`${run.outcome.says} ${run.outcome.tryThis}\nThe picture shows it as it stopped.\n`);
  else if (run.atUs < atUs)
    io.err(`The run is over at ${run.program.durationUs / 1_000_000} s; the picture shows its end.\n`);
}

function pictureOf(scenario: Scenario, run: Run | null, { theme, isPlain }: Options): SvgNode {
  const frame = run === null ? null : frameOf(run);
  const layout = run?.program.layout ?? null;
  const topicRates =
    run === null || frame === null || layout === null
      ? []
      : topicRatesOfRows(layout, frame.atUs, run.sampler.rowsFrom(0));
  return isPlain
    ? drawn(scenario, frame, layout, { theme, topicRates })
    : momentPicture(scenario, frame, layout, { theme, topicRates });
}

function scaled(picture: SvgNode, scale: number, io: Io): SvgNode {
  const size = pixelSize(picture, scale);
  if (size.scale < scale)
    io.err(`The drawing is too large for scale ${scale}; it was drawn at ${size.scale.toFixed(3)}.\n`);
  return resized(picture, size);
}

/** Prints or writes the picture; false, with the reason said, where the file cannot be written. */
async function put(
  picture: SvgNode,
  out: string | undefined,
  isPng: boolean,
  mayOverwrite: boolean,
  io: Io,
): Promise<boolean> {
  const text = svgText(picture);
  if (out === undefined) {
    io.out(text);
    return true;
  }
  // Several megabytes that only a PNG needs.
  const content = isPng ? await (await import("#cli/png/render.ts")).pngOf(text) : text;
  try {
    io.write(out, content, mayOverwrite);
    return true;
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    const why = isThere
      ? "exists; --force overwrites it"
      : `cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    io.err(`${printable(out)} ${printable(why)}.\n`);
    return false;
  }
}

function withSeed(scenario: Scenario, seed: string | undefined): Scenario {
  if (seed === undefined) return scenario;
  if (seed.length < 1 || seed.length > Limits.seedLength)
    throw new UsageError(`--seed must have 1 to ${Limits.seedLength} characters.`);
  return setSeed(scenario, seed);
}

function isPngName(out: string | undefined): boolean {
  if (out === undefined || /\.svg$/i.test(out)) return false;
  if (/\.png$/i.test(out)) return true;
  throw new UsageError(`--out is "${out}", must end in .svg or .png.`);
}

function readTheme(text: string | undefined): PictureTheme {
  if (text === undefined || text === "light" || text === "dark") return text ?? "light";
  throw new UsageError(`--theme is "${text}", must be light or dark.`);
}

function readScale(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const scale = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(scale >= 0.1 && scale <= SCALE_MAX))
    throw new UsageError(`--scale is "${text}", must be 0.1 to ${SCALE_MAX}.`);
  return scale;
}
