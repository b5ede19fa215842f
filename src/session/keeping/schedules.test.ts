/**
 * Tabs that share one storage and take turns at every call of it, in orders that nobody would think of: edits, closing
 * with and without a word, opening again. Whatever was said to be saved, and whatever a page could leave behind as it
 * closed, must be found afterwards, in one document or another.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { freshStorage, gated, keptNotes, memoryKeyValues, testTab, type TestTab } from "./tabs.fixture.ts";
import type { KeyValues } from "./tail.ts";

type Action = "edit" | "pause" | "close" | "kill";

/** What is broken on purpose, so that the property shows that it would notice. */
interface Plant {
  readonly compareAndSet?: false;
  readonly noTails?: true;
}

interface Stage {
  readonly scheduler: fc.Scheduler;
  readonly storage: ReturnType<typeof freshStorage>;
  readonly tails: KeyValues;
  readonly plant: Plant;
  /** Edits that must be found in the end. */
  readonly owed: Set<string>;
  edits: number;
}

/** A page in a tab; `isGone` once it was closed or killed: nothing of it happens any more. */
interface Page {
  readonly tab: TestTab;
  isGone: boolean;
}

function newPage(stage: Stage, name: string): Page {
  const { scheduler, plant } = stage;
  const turn = async (call: string) => {
    await scheduler.schedule(Promise.resolve(), `${name} ${call}`);
    if (page.isGone) await new Promise(() => {});
  };
  const storage = gated(stage.storage, (call) => {
    // Inside a transaction there are no turns, but a page may be gone: then it is not committed.
    if (call.includes(".") && call !== "write.acknowledge") {
      if (page.isGone) throw new Error("gone");
      return undefined;
    }
    return turn(call);
  });
  const page: Page = {
    isGone: false,
    tab: testTab(storage, {
      tails: stage.tails,
      ...(plant.compareAndSet === undefined ? {} : { compareAndSet: false }),
      after: (ms, callback) => {
        let isWanted = ms < 1_000;
        if (isWanted) void turn("timer").then(() => isWanted && callback());
        return () => (isWanted = false);
      },
    }),
  };
  return page;
}

function textsOf({ tab }: Page): readonly string[] {
  return tab.scenario().notes.map(({ text }) => text);
}

/** What the person in front of this tab was told. */
function noteWhatIsOwed(stage: Stage, page: Page): void {
  if (page.tab.status().saved === "saved") for (const text of textsOf(page)) stage.owed.add(text);
}

async function live(stage: Stage, name: string, first: Page, actions: readonly Action[]): Promise<void> {
  let page = first;
  for (const action of actions) {
    await stage.scheduler.schedule(Promise.resolve(), `${name} ${action}`);
    noteWhatIsOwed(stage, page);
    if (action === "edit") page.tab.edit(`${name}-${++stage.edits}`);
    if (action !== "close" && action !== "kill") continue;
    if (action === "close") {
      page.tab.keeper.hide();
      for (const text of textsOf(page)) stage.owed.add(text);
    }
    page.isGone = true;
    const id = page.tab.id();
    page = newPage(stage, `${name}'`);
    if (id !== null) await page.tab.open(id);
  }
  await page.tab.keeper.flush();
  noteWhatIsOwed(stage, page);
}

interface Outcome {
  /** The edits that are owed and nowhere to be found. */
  readonly lost: readonly string[];
  readonly owed: number;
  readonly documents: number;
  readonly tails: number;
}

async function outcomeOf(
  scheduler: fc.Scheduler,
  scripts: readonly (readonly Action[])[],
  plant: Plant,
): Promise<Outcome> {
  let tailsLeft = 0;
  const values = memoryKeyValues(plant.noTails === true ? 0 : undefined);
  const tails = {
    ...values,
    set: (key: string, value: string) => (values.set(key, value), void tailsLeft++),
  };
  const stage: Stage = { scheduler, storage: freshStorage(), tails, plant, owed: new Set(), edits: 0 };
  const maker = testTab(stage.storage, { tails });
  maker.edit("begin");
  await maker.keeper.flush();
  const pages = scripts.map((_, at) => newPage(stage, `tab${at}`));
  const opened = Promise.all(pages.map(({ tab }) => tab.open(maker.id() ?? "")));
  await scheduler.waitFor(opened);
  const lives = scripts.map((actions, at) => live(stage, `tab${at}`, pages[at]!, actions));
  await scheduler.waitFor(Promise.all(lives));
  for (const page of pages) page.isGone = true;
  const notes = await keptNotes(stage.storage, tails);
  const kept = new Set([...notes.values()].flat());
  await stage.storage.close();
  const lost = [...stage.owed].filter((text) => !kept.has(text));
  return { lost, owed: stage.owed.size, documents: notes.size, tails: tailsLeft };
}

/** What the schedules went through, so that a quiet day is not taken for a good one. */
interface Tally {
  owed: number;
  copies: number;
  tails: number;
}

function property(plant: Plant, tally: Tally = { owed: 0, copies: 0, tails: 0 }) {
  const action = fc.constantFrom<Action>("edit", "edit", "edit", "pause", "pause", "close", "kill");
  const scripts = fc.array(fc.array(action, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 3 });
  return fc.asyncProperty(fc.scheduler(), scripts, async (scheduler, each) => {
    const { lost, owed, documents, tails } = await outcomeOf(scheduler, each, plant);
    tally.owed += owed;
    tally.copies += documents - 1;
    tally.tails += tails;
    expect(lost).toEqual([]);
  });
}

it("nothing that was saved or left behind is lost in 1,000 schedules of two or three tabs", async () => {
  const tally = { owed: 0, copies: 0, tails: 0 };
  await fc.assert(property({}, tally), { numRuns: 1_000 });
  expect(tally.owed).toBeGreaterThan(3_000);
  expect(tally.copies).toBeGreaterThan(300);
  expect(tally.tails).toBeGreaterThan(200);
}, 240_000);

it("the schedules notice a write that does not compare first", async () => {
  const result = await fc.check(property({ compareAndSet: false }), { numRuns: 300, endOnFailure: true });
  expect(result.failed).toBe(true);
}, 60_000);

it("the schedules notice a page that leaves nothing behind", async () => {
  const result = await fc.check(property({ noTails: true }), { numRuns: 300, endOnFailure: true });
  expect(result.failed).toBe(true);
}, 60_000);
