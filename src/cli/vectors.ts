import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { unreachable } from "#base/assert.ts";
import { VECTOR_FORMATS } from "./vectors/formats.ts";

/** Failures of one file that are shown in full. */
const FAILURES_SHOWN = 5;
/** Characters of an expected or actual value that are shown. */
const VALUE_SHOWN = 600;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The .json files at a path, depth first, by name; a path that is a file is taken as it is. Throws if it does not exist. */
function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) return filesAt(inner);
      return entry.name.endsWith(".json") ? [inner] : [];
    });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function shown(value: string): string {
  return value.length <= VALUE_SHOWN
    ? value
    : `${value.slice(0, VALUE_SHOWN)} … (${value.length} characters)`;
}

/** The two values from shortly before the place where they part, so that a long pair shows its difference. */
function shownPair(expected: string, got: string): { expected: string; got: string } {
  let same = 0;
  while (same < expected.length && expected[same] === got[same]) same++;
  const from = expected.length <= VALUE_SHOWN && got.length <= VALUE_SHOWN ? 0 : Math.max(0, same - 100);
  const cut = (value: string): string => (from === 0 ? "" : "… ") + shown(value.slice(from));
  return { expected: cut(expected), got: cut(got) };
}

function runFile(file: string, write: (line: string) => void, tally: Tally): void {
  const document: unknown = JSON.parse(readFileSync(file, "utf8"));
  const format = VECTOR_FORMATS.find(({ recognises }) => recognises(document));
  if (format === undefined) {
    const known = VECTOR_FORMATS.map(({ name }) => name).join(", ");
    write(`${file}: not replayed, its content is none of the known kinds (${known})`);
    return;
  }
  const here: Tally = { passed: 0, failed: 0, skipped: 0 };
  const reasons = new Map<string, number>();
  try {
    for (const outcome of format.replay(document)) {
      here[outcome.verdict]++;
      switch (outcome.verdict) {
        case "passed":
          break;
        case "skipped":
          reasons.set(outcome.because, (reasons.get(outcome.because) ?? 0) + 1);
          break;
        case "failed": {
          if (here.failed > FAILURES_SHOWN) break;
          const pair = shownPair(outcome.expected, outcome.got);
          write(`${file}: ${outcome.id}, ${outcome.step}`);
          write(`  expected ${pair.expected}`);
          write(`  got      ${pair.got}`);
          break;
        }
        default:
          unreachable(outcome);
      }
    }
  } catch (error) {
    here.failed++;
    write(
      `${file}: stopped after ${here.passed + here.failed + here.skipped - 1} vectors: ${messageOf(error)}`,
    );
  }
  if (here.failed > FAILURES_SHOWN) write(`${file}: and ${here.failed - FAILURES_SHOWN} more failures`);
  for (const [because, count] of reasons) write(`${file}: ${count} skipped, ${because}`);
  write(`${file}: ${format.name}, ${summary(here)}`);
  tally.passed += here.passed;
  tally.failed += here.failed;
  tally.skipped += here.skipped;
}

function summary({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * Replays golden vectors: files, or folders searched for .json files. What a file is shows in its content. Writes the first
 * failures of each file, a line a file and a last line `N passed, N failed` (`, N skipped`).
 * Returns the exit code: 0 only if something was replayed, nothing failed and every file could be read.
 */
export function runVectors(paths: readonly string[], write: (line: string) => void): number {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  let unreadable = 0;
  for (const path of paths) {
    let files: string[] = [];
    try {
      files = filesAt(path);
      if (files.length === 0) write(`${path}: no .json file in this folder`);
    } catch (error) {
      unreadable++;
      write(`${path}: cannot be read: ${messageOf(error)}`);
    }
    for (const file of files) {
      try {
        runFile(file, write, tally);
      } catch (error) {
        unreadable++;
        write(`${file}: cannot be read: ${messageOf(error)}`);
      }
    }
  }
  if (tally.passed + tally.failed === 0)
    write("No vector was replayed: name a vector file or a folder with some.");
  write(summary(tally));
  return tally.failed > 0 || unreadable > 0 || tally.passed === 0 ? 1 : 0;
}
