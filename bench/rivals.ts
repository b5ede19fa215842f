/**
 * Others that simulate the same traffic, as programs that print one JSON line: a native one in C++ that is compiled on the
 * fly, and SimPy. Their sources are no part of this project: EVENTYARD_RIVALS names the folder (cpp/bb2.cpp, py/bb2_simpy.py), CXX the compiler.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Rival {
  readonly name: string;
  /** What the target compares with it: our messages a second over its. */
  readonly atLeast: number;
  /** Runs once; messages a second. */
  run(): number;
}

/** The rivals that can run here; `remove` deletes what was compiled. */
export function rivals(folder: string | undefined): { readonly list: readonly Rival[]; remove(): void } {
  if (folder === undefined) return { list: [], remove: () => undefined };
  const built = mkdtempSync(join(tmpdir(), "eventyard-rivals-"));
  return {
    list: [native(folder, built), simpy(folder)].filter((rival) => rival !== null),
    remove: () => rmSync(built, { recursive: true, force: true }),
  };
}

function native(folder: string, built: string): Rival | null {
  const source = join(folder, "cpp/bb2.cpp");
  const program = join(built, "bb2");
  const compiler = process.env["CXX"] ?? "g++";
  if (!existsSync(source) || !runs(compiler, ["--version"])) return null;
  execFileSync(compiler, ["-O2", "-march=native", "-std=c++17", "-o", program, source]);
  return { name: "native (C++)", atLeast: 0.25, run: () => messagesPerSecond(program, ["1000000", "1"]) };
}

function simpy(folder: string): Rival | null {
  const source = join(folder, "py/bb2_simpy.py");
  const python = ["python3", "/usr/bin/python3"].find((name) =>
    runs(name, ["-c", "import simpy; simpy.Environment"]),
  );
  if (!existsSync(source) || python === undefined) return null;
  return { name: "SimPy", atLeast: 10, run: () => messagesPerSecond(python, [source, "100000", "1"]) };
}

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function messagesPerSecond(program: string, args: readonly string[]): number {
  const { msgps } = JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as { msgps: number };
  return msgps;
}
