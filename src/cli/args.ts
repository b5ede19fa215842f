/** Reads arguments strictly: what is unknown or missing is a UsageError that says what is known. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Options by name, and the positional arguments, of which there must be exactly as many as have names. */
export function readArgs<T extends Options>(args: readonly string[], options: T, names: readonly string[]) {
  const parsed = parseStrictly(args, options);
  const { positionals } = parsed;
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`);
  const extra = positionals[names.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many.`);
  return parsed;
}

/** Options by name, and at least one positional argument, called `name`. */
export function readArgsOfMany<T extends Options>(args: readonly string[], options: T, name: string) {
  const parsed = parseStrictly(args, options);
  if (parsed.positionals.length === 0) throw new UsageError(`${name} is missing.`);
  return parsed;
}

function parseStrictly<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node says some of it in several lines.
    throw new UsageError((error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, " "));
  }
}

const MS_OF_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** "90s", "1.5m", "500ms", "2h" to whole milliseconds. */
export function readDurationMs(text: string, option: string, maxMs: number): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)$/.exec(text.trim());
  const ms = match === null ? Number.NaN : Math.round(Number(match[1]) * (MS_OF_UNIT[match[2] ?? ""] ?? 0));
  if (!(ms >= 1 && ms <= maxMs)) {
    throw new UsageError(
      `${option} is "${text}", must be a time from 1ms to ${maxMs / 3_600_000}h with its unit, e.g. 60s, 500ms, 2m.`,
    );
  }
  return ms;
}

/** A whole number of an option. */
export function readWhole(text: string | undefined, option: string, min: number, max: number): number {
  const value = text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(
      `${option} is ${text === undefined ? "missing" : `"${text}"`}, must be a whole number from ${min} to ${max}.`,
    );
  }
  return value;
}
