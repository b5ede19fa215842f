import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { FACT_NAMES, type FactName } from "#sim/facts.ts";
import { announce, useAnnouncements } from "./announce.ts";
import { startAnnouncing } from "./announcing.ts";
import { addNode, connect, moveItems } from "./commands.ts";
import { publishFrame } from "./frames.ts";
import { usePlayback } from "./playback-store.ts";
import { frameOf, layout } from "./run.fixture.ts";
import { redo, replaceScenario, startWithScenario, undo } from "./scenario-store.ts";
import { appendStory, cutStory } from "./story.ts";
import { tell, useToasts } from "./toasts.ts";

let heard: string[] = [];
let end = (): void => undefined;
const rest = (ms = 2_500): void => void vi.advanceTimersByTime(ms);
const SECOND = 1_000_000;

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(10_000);
  startWithScenario(emptyScenario("mine"));
  useToasts.setState({ toasts: [] });
  publishFrame(frameOf());
  usePlayback.setState({ layout, status: "ready", playing: false, seeking: false, playheadUs: 0 });
  heard = [];
  const stop = startAnnouncing();
  const unsubscribe = useAnnouncements.subscribe((now, before) => {
    if (now.polite !== before.polite) heard.push(now.polite.text);
    if (now.assertive !== before.assertive) heard.push(`! ${now.assertive.text}`);
  });
  end = () => {
    stop();
    unsubscribe();
  };
});

afterEach(() => {
  end();
  cutStory(-1);
  vi.useRealTimers();
});

describe("edits", () => {
  it("are said with their result, once they rest", () => {
    const producer = addNode("producer");
    expect(heard).toEqual([]);
    rest();
    connect(producer, addNode("topic"));
    rest();
    expect(heard).toEqual(["producer added", "topic added, producer → topic connected, 3 partitions"]);
  });

  it("of another document are none of the one before, however quickly they follow its opening", () => {
    addNode("producer");
    rest();
    replaceScenario(emptyScenario("other"), "New scenario");
    addNode("topic");
    rest();
    replaceScenario(emptyScenario("third"), "Open third.json");
    rest();
    expect(heard).toEqual(["producer added", "topic added", "third: nothing on the canvas yet"]);
  });

  it("that follow each other quickly are said as one", () => {
    const topic = addNode("topic");
    rest();
    for (let x = 0; x < 5; x++) {
      moveItems({ [topic]: { x: x * 8, y: 0 } }, "drag");
      rest(50);
    }
    rest();
    expect(heard).toEqual(["topic added", "topic moved to 32, 0"]);
  });

  it("taken back and done again are named", () => {
    addNode("topic");
    undo();
    rest();
    redo();
    rest();
    undo();
    rest();
    addNode("topic");
    rest();
    expect(heard).toEqual(["Undone: Add topic", "Done again: Add topic", "Undone: Add topic", "topic added"]);
  });
});

describe("toasts", () => {
  it("are said once, errors at once", () => {
    tell("Saved.");
    tell("That did not work.", "error");
    announce("That did not work");
    expect(heard).toEqual(["Saved.", "! That did not work."]);
  });
});

describe("playback", () => {
  it("says that it plays and where it paused, with the state of the groups", () => {
    usePlayback.setState({ playing: true });
    rest();
    usePlayback.setState({ playing: false, playheadUs: 9 * SECOND });
    rest(100);
    usePlayback.setState({ playheadUs: 10 * SECOND });
    rest();
    expect(heard[0]).toBe("Playing from 0:00");
    expect(heard).toHaveLength(2);
    expect(heard[1]).toMatch(/^Paused\. At 0:10: payment-group stable, lag 5/);
  });

  it("says where a jump arrived, but not that the run was made anew at the same place", () => {
    usePlayback.setState({ playing: true });
    usePlayback.setState({ playheadUs: 5 * SECOND });
    rest();
    heard = [];
    usePlayback.setState({ seeking: true });
    usePlayback.setState({ seeking: false });
    rest();
    expect(heard).toEqual([]);
    usePlayback.setState({ seeking: true, playheadUs: 10 * SECOND });
    usePlayback.setState({ seeking: false });
    rest();
    expect(heard).toEqual([expect.stringMatching(/^At 0:10: payment-group stable/)]);
  });
});

describe("a run that plays", () => {
  const fact = (name: FactName, atUs: number): number[] => [atUs, FACT_NAMES.indexOf(name), 65, 0, 0, 0, 0];

  it("says a marked fact, and at most one in two seconds", () => {
    usePlayback.setState({ playing: true });
    rest();
    heard = [];
    const moments = [1, 1.2, 1.4, 1.6, 1.8, 2].map((s) => s * SECOND);
    appendStory(Float64Array.from(moments.flatMap((atUs) => fact("crashed", atUs))));
    for (const atUs of moments) {
      usePlayback.setState({ playheadUs: atUs });
      vi.advanceTimersByTime(200);
    }
    expect(heard).toHaveLength(1);
    rest();
    usePlayback.setState({ playheadUs: 2.5 * SECOND });
    expect(heard).toHaveLength(2);
  });
});
