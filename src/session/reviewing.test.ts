import { beforeEach, describe, expect, it } from "vitest";
import type { Proof } from "#checklist/proof.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { addNode } from "#scenario/edits.ts";
import type { FindingSight } from "./findings.ts";
import { ReviewClient, type ReviewWorker } from "./review-worker/client.ts";
import type { FromReviewer, ToReviewer } from "./review-worker/protocol.ts";
import {
  cancelProof,
  leaveShow,
  mend,
  reviewNow,
  reviewWith,
  showHarm,
  showMe,
  showMended,
  showOf,
  useReview,
} from "./reviewing.ts";
import { currentScenario, edit, startWithScenario, undo, useScenario } from "./scenario-store.ts";

const FINDING: FindingSight = {
  key: "rule node ",
  severity: "danger",
  title: "A rule",
  why: "It matters.",
  nodeId: "node",
  says: "Found here.",
  tryThis: "Mend it.",
  fix: "Mend the node",
  noShow: null,
};

const drawn = (name: string): Scenario => ({ ...emptyScenario(name) });
const SHOWN: Proof = {
  is: "shown",
  harm: { scenario: drawn("harm"), faultMs: 10_000, shown: { atMs: 12_000, says: "It breaks." } },
  mended: { scenario: drawn("mended"), faultMs: 10_000, shown: null },
};

/** A worker whose answers the test gives. */
class FakeWorker implements ReviewWorker {
  onmessage: ((event: MessageEvent<FromReviewer>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly asked: ToReviewer[] = [];
  isEnded = false;

  postMessage(question: ToReviewer): void {
    this.asked.push(question);
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(answer: FromReviewer): void {
    this.onmessage?.({ data: answer } as MessageEvent<FromReviewer>);
  }
}

let workers: FakeWorker[] = [];

/** The newest worker's last question, once it has been asked. */
async function asked(): Promise<{ readonly worker: FakeWorker; readonly question: ToReviewer }> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  const worker = workers.at(-1)!;
  return { worker, question: worker.asked.at(-1)! };
}

async function proven(proof: Proof): Promise<void> {
  const showing = showMe(FINDING);
  const { worker, question } = await asked();
  worker.say({ is: "proven", id: question.id, proof });
  await showing;
}

beforeEach(() => {
  workers = [];
  reviewWith(
    new ReviewClient(() => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    }),
  );
  startWithScenario(drawn("mine"));
});

describe("the review of the open document", () => {
  it("asks once for each document, and holds what was answered", async () => {
    const looking = reviewNow();
    const { worker, question } = await asked();
    expect(question).toMatchObject({ is: "review", scenario: { name: "mine" } });
    worker.say({ is: "reviewed", id: question.id, reviewed: { findings: [FINDING], asked: ["A rule"] } });
    await looking;
    expect(useReview.getState().reviewed?.findings).toEqual([FINDING]);
    await reviewNow();
    expect(worker.asked.length).toBe(1);
  });

  it("says when it could not be made, and tries again", async () => {
    const looking = reviewNow();
    const { worker } = await asked();
    worker.onerror?.({ preventDefault: () => undefined } as ErrorEvent);
    await looking;
    expect(useReview.getState()).toMatchObject({
      of: null,
      problem: "The review could not be made. Try again.",
    });
    void reviewNow();
    expect((await asked()).worker).not.toBe(worker);
  });

  it("mends a finding in one step to undo", async () => {
    const before = currentScenario();
    const mending = mend(FINDING);
    const { worker, question } = await asked();
    const node = { id: "queue", kind: "dead-letter-queue", name: "queue", config: {} };
    worker.say({ is: "mended", id: question.id, scenario: addNode(before, node) });
    await mending;
    expect(currentScenario().nodes.map(({ id }) => id)).toEqual(["queue"]);
    expect(useScenario.getState().undoLabel).toBe("Mend the node");
    undo();
    expect(currentScenario()).toBe(before);
  });
});

describe("a show", () => {
  it("opens in the document's place, and again at once", async () => {
    const mine = currentScenario();
    await proven(SHOWN);
    expect(showOf(currentScenario(), useReview.getState().proven)).toBe("harm");
    undo();
    expect(currentScenario()).toBe(mine);
    await showMe(FINDING);
    expect(currentScenario().name).toBe("harm");
    expect(workers[0]!.asked.length).toBe(1);
  });

  it("goes to and fro between harm and fix, and leads back to the document", async () => {
    const mine = currentScenario();
    await proven(SHOWN);
    showMended();
    expect(showOf(currentScenario(), useReview.getState().proven)).toBe("mended");
    showHarm();
    expect(currentScenario().name).toBe("harm");
    leaveShow();
    expect(currentScenario()).toBe(mine);
  });

  it("does not push aside what was edited meanwhile", async () => {
    const showing = showMe(FINDING);
    const { worker, question } = await asked();
    edit("Name", (scenario) => ({ ...scenario, name: "edited" }));
    worker.say({ is: "proven", id: question.id, proof: SHOWN });
    await showing;
    expect(currentScenario().name).toBe("edited");
  });

  it("tells how far it is, and can be stopped: the worker ends, and the next one begins anew", async () => {
    const showing = showMe(FINDING);
    const { worker, question } = await asked();
    worker.say({ is: "progress", id: question.id, step: "running it with the fault", share: 0.5 });
    expect(useReview.getState().proving).toEqual({
      key: FINDING.key,
      step: "running it with the fault",
      share: 0.5,
    });
    cancelProof();
    await showing;
    expect(worker.isEnded).toBe(true);
    expect(useReview.getState()).toMatchObject({ proving: null, proven: null });
    expect(currentScenario().name).toBe("mine");
    void showMe(FINDING);
    expect((await asked()).worker).not.toBe(worker);
  });

  it("that could not be shown opens nothing and says why", async () => {
    await proven({ is: "not-shown", says: "Too little happens." });
    expect(currentScenario().name).toBe("mine");
    expect(useReview.getState().proven?.proof).toEqual({ is: "not-shown", says: "Too little happens." });
  });
});
