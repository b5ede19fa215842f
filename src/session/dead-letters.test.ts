import { describe, expect, it } from "vitest";
import type { Intervention } from "#scenario/document.ts";
import { plannedFor } from "./dead-letters.ts";

const at = (atMs: number, kind: string, config: Intervention["config"]): Intervention => ({
  id: `i-${atMs}`,
  atMs,
  kind,
  target: "queue",
  config,
});

describe("what is about to happen to a dead letter", () => {
  const interventions = [
    at(50, "mend-dead-letters", { offset: 3 }),
    at(60, "redrive", { which: "one", offset: 3 }),
    at(70, "redrive", { which: "all", offset: 4 }),
  ];
  const planned = (offset: number, playheadUs: number, queue = "queue") =>
    plannedFor({ interventions }, queue, offset, playheadUs);

  it("is what was asked for last, until the playhead has passed it", () => {
    expect(planned(3, 49_000)).toBe("to be redriven");
    expect(planned(3, 59_000)).toBe("to be redriven");
    expect(planned(3, 60_000)).toBeNull();
  });

  it("is nothing for other letters, other queues, and where several are meant", () => {
    expect(planned(2, 0)).toBeNull();
    expect(planned(4, 0)).toBeNull();
    expect(planned(3, 0, "another")).toBeNull();
  });
});
