import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { replaceScenario, startWithScenario } from "./scenario-store.ts";
import { useAnalysis, watchVersion, type Analysis, type SubjectInput } from "./schema-analysis.ts";
import type { Rest } from "./schema-worker/analysis.ts";
import { createSubject, writeVersion } from "./schema-edits.ts";
import { NoAnswer } from "./schema-worker/client.ts";

interface Question {
  readonly text: string;
  readonly mode: string;
  readonly answer: (analysis: Partial<Analysis>) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Watches version 1 of a new subject; questions are answered by hand. */
function watched(text: string) {
  return watchedVersion(createSubject({ name: "a", format: "avro", text }), 1);
}

/** Watches a version of a subject that is there. */
function watchedVersion(id: string, version: number) {
  const questions: Question[] = [];
  const rests: Rest[] = [];
  const analyse = ({ versions, mode }: SubjectInput) =>
    new Promise<Analysis>((resolve, reject) => {
      const text = versions[version - 1]?.text ?? "";
      questions.push({
        text,
        mode,
        answer: (analysis) => {
          const read = { isReadable: true, notes: [], standings: [], ...analysis };
          resolve({ text, ...read } as unknown as Analysis);
          return settled();
        },
        fail: (error) => {
          reject(error);
          return settled();
        },
      });
    });
  const rest = () => Promise.resolve(rests.shift() ?? null);
  const end = watchVersion(id, version, { analyse, rest });
  ends.push(end);
  return { id, questions, rests, end };
}
const ends: (() => void)[] = [];

describe("the analysis of the version that is written", () => {
  beforeEach(() => {
    startWithScenario(emptyScenario());
    useAnalysis.setState(useAnalysis.getInitialState());
  });
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  it("is asked for at once and after each edit of the text", async () => {
    const { id, questions } = watched("one");
    await questions[0]?.answer({});
    writeVersion(id, 1, "two");
    expect(useAnalysis.getState()).toMatchObject({ isPending: true, now: { text: "one" } });
    await questions[1]?.answer({});
    expect(useAnalysis.getState()).toMatchObject({ isPending: false, now: { text: "two" } });
  });

  it("has one question under way, and asks only the newest of those that wait", async () => {
    const { id, questions } = watched("one");
    writeVersion(id, 1, "two");
    writeVersion(id, 1, "three");
    expect(questions.map(({ text }) => text)).toEqual(["one"]);
    await questions[0]?.answer({});
    expect(questions.map(({ text }) => text)).toEqual(["one", "three"]);
  });

  it("keeps the last good answer beside that of a text that cannot be read", async () => {
    const { id, questions } = watched("good");
    await questions[0]?.answer({});
    writeVersion(id, 1, "bad");
    await questions[1]?.answer({ isReadable: false });
    expect(useAnalysis.getState()).toMatchObject({ now: { text: "bad" }, lastGood: { text: "good" } });
  });

  it("says why there is no answer, keeps the last good one, and asks again after the next edit", async () => {
    const { id, questions } = watched("good");
    await questions[0]?.answer({});
    writeVersion(id, 1, "slow");
    await questions[1]?.fail(new NoAnswer("It took longer than 2 s."));
    expect(useAnalysis.getState()).toMatchObject({
      failure: "It took longer than 2 s.",
      lastGood: { text: "good" },
    });
    expect(questions).toHaveLength(2);
    writeVersion(id, 1, "fast");
    await questions[2]?.answer({});
    expect(useAnalysis.getState()).toMatchObject({ failure: "", now: { text: "fast" } });
  });

  it("gets fixes and standings piece by piece after the verdict", async () => {
    const { questions, rests } = watched("one");
    const fix = { title: "Mend", edits: [] };
    rests.push(
      { fixes: [[fix]], standings: ["fine", "unknown"] },
      { fixes: [[fix]], standings: ["fine", "breaks"] },
    );
    const notes = [{ code: "X", fixes: null }] as unknown as Analysis["notes"];
    await questions[0]?.answer({ notes, standings: ["unknown", "unknown"] });
    const { now, lastGood } = useAnalysis.getState();
    expect(now).toMatchObject({ notes: [{ code: "X", fixes: [fix] }], standings: ["fine", "breaks"] });
    expect(lastGood).toBe(now);
  });

  it("comes first against the version before where a mode looks at very many", async () => {
    const versions = Array.from({ length: 50 }, (_, index) => ({ text: `text ${index + 1}` }));
    const subject = { id: "grown", name: "a", format: "avro", mode: "FULL_TRANSITIVE", versions };
    replaceScenario({ ...emptyScenario(), subjects: [subject] }, "Open");
    const { questions } = watchedVersion("grown", 50);
    await questions[0]?.answer({ checkedAgainst: ["v49"] });
    expect(useAnalysis.getState()).toMatchObject({ isFirstLook: true, now: { checkedAgainst: ["v49"] } });
    await questions[1]?.answer({ checkedAgainst: ["v49", "v48"] });
    expect(useAnalysis.getState()).toMatchObject({ isFirstLook: false, isPending: false });
    writeVersion("grown", 50, "another");
    expect(questions.map(({ mode, text }) => [mode, text])).toEqual([
      ["FULL", "text 50"],
      ["FULL_TRANSITIVE", "text 50"],
      ["FULL_TRANSITIVE", "another"],
    ]);
  });

  it("takes nothing over from another document whose subject has the same id", async () => {
    const { questions } = watched("one");
    await questions[0]?.answer({});
    const subject = { id: "subject-1", name: "b", format: "avro", mode: "", versions: [{ text: "other" }] };
    replaceScenario({ ...emptyScenario(), subjects: [subject] }, "Open another");
    expect(useAnalysis.getState()).toMatchObject({ now: null, lastGood: null });
    await questions[1]?.answer({});
    expect(useAnalysis.getState().now).toMatchObject({ text: "other" });
  });

  it("does not hear an answer that comes after it was ended", async () => {
    const { questions, end } = watched("one");
    end();
    await questions[0]?.answer({});
    expect(useAnalysis.getState().now).toBeNull();
  });
});
