/** What the gallery's scenarios of retries and redrives promise in their words, looked up in what comes out. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { frameOf } from "./frame-of.ts";
import { playScenario, type Played } from "./scenario.fixture.ts";
import { summarise } from "./summary.ts";

function played(name: string): Played {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  return playScenario(admitted.value);
}
const groupOf = ({ run, scenario }: Played, name: string) => summarise(run, scenario).groups[name]!;

describe("retries in place and in topics of their own", () => {
  const [inPlace, inTopics] = [played("retries-in-place"), played("retries-in-topics")];

  it("meet the same orders, the same poison and as many attempts", () => {
    for (const run of [inPlace, inTopics]) {
      expect(run.count("deadLettered")).toBe(3);
      expect(run.count("failed")).toBe(12);
      expect(groupOf(run, "payment")).toMatchObject({ lost: 0, duplicates: 0 });
    }
    const letter = inTopics.run.kernel.copies!.of(inTopics.first("deadLettered").what)!;
    expect(letter.attempts).toBe(4);
  });

  it("let the others wait for 35 seconds in the one, and pass in the other", () => {
    const slowest = (run: Played): number => {
      const { messages } = run.run.kernel;
      const waits = run
        .all("processed")
        .filter(({ what }) => run.run.kernel.copies!.of(what) === undefined)
        .map(({ timeUs, what }) => timeUs - messages.createdUs(what));
      return Math.max(...waits) / 1e6;
    };
    expect(slowest(inPlace)).toBeGreaterThan(33);
    expect(slowest(inTopics)).toBeLessThan(10);
  });
});

describe("dead letters that are redriven", () => {
  const run = played("dead-letter-redrive");

  it("rang, came back at two a second, and left only what failed once more", () => {
    expect(run.all("queueRang")[0]).toMatchObject({ extra: 5 });
    const times = run.all("redriven").map(({ timeUs }) => timeUs / 1000);
    expect(times.length).toBeGreaterThan(15);
    expect((times.at(-1)! - times[0]!) / (times.length - 1)).toBeCloseTo(500, -2);
    const [queue] = frameOf(run.run).retries!.waiting.filter((depth) => depth >= 0);
    expect(queue).toBeLessThan(run.count("deadLettered"));
  });

  it("came to mail a second time, and to payment after later orders of their keys", () => {
    expect(run.count("copyRepeated")).toBe(run.count("redriven"));
    expect(run.count("processedLate")).toBeGreaterThan(0);
  });
});

describe("a redrive without a limit", () => {
  it("sends the same order round for ever", () => {
    const run = played("dead-letter-redrive-loop");
    expect(run.count("redriven", { beforeMs: 120_000 })).toBeGreaterThan(24);
    const originals = new Set(
      run.all("redriven").map(({ what }) => run.run.kernel.copies!.of(what)!.original),
    );
    expect(originals.size).toBe(1);
  });

  it("stops after three times where the queue allows no more", () => {
    const admitted = admit(
      readFileSync(new URL("../../public/gallery/dead-letter-redrive-loop.json", import.meta.url)),
    );
    if (!admitted.ok) throw new Error("not admitted");
    const nodes = admitted.value.nodes.map((node) =>
      node.id === "dead-letters" ? { ...node, config: { maxRedrives: 3 } } : node,
    );
    const guarded = playScenario({ ...admitted.value, nodes });
    expect(guarded.count("redriven")).toBe(3);
    expect(guarded.count("redriveRefused")).toBe(1);
  });
});
