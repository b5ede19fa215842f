/** The figures as a table in Markdown, each beside its target. */
import { cpus, totalmem } from "node:os";

export interface Row {
  readonly figure: string;
  readonly measured: string;
  readonly target: string;
  /** Null where there is no target. */
  readonly holds: boolean | null;
}

/** One line of the table. */
export function lineOf({ figure, measured, target, holds }: Row): string {
  return `| ${figure} | ${measured} | ${target} | ${holds === null ? "" : holds ? "yes" : "**no**"} |`;
}

/** Head of a result: when, on what, and the table's first lines. */
export function headOf(date: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1_073_741_824);
  return [
    `# Figures of ${date}`,
    "",
    `${cpu?.model ?? "unknown processor"}, ${cpus().length} cores, ${memory} GiB, Node ${process.version}. Read the ratios: absolute figures describe this machine only, and other work ran beside.`,
    "",
    "| figure | measured | target | holds |",
    "|---|---|---|---|",
  ].join("\n");
}
