/**
 * Compares two designs: A stays as it was and runs beside, B is the open document, edited as ever; both on one playhead.
 * Loaded when somebody compares. After each edit of B the first difference of the two runs is looked for anew.
 */
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import type { RunRecord } from "#comparison/series.ts";
import { announce } from "./announce.ts";
import { NOT_COMPARING, useCompare } from "./compare-store.ts";
import type { FromComparer, ToComparer } from "./compare-worker/protocol.ts";
import { onFrame, playheadUs } from "./frames.ts";
import { usePlayback } from "./playback-store.ts";
import { RunBeside } from "./run-beside.ts";
import { differsFrom, runPart } from "./run-part.ts";
import { currentScenario, edit, useScenario } from "./scenario-store.ts";
import { tell } from "./toasts.ts";
import { createClient, type SimClient } from "./worker/client.ts";

/** Where the workers come from; tests put others in their place. */
export interface ComparePorts {
  readonly client: () => Promise<SimClient>;
  readonly compare: (
    question: ToComparer,
    heard: (answer: FromComparer) => void,
  ) => Promise<() => void> | (() => void);
  /** Calls back once after `ms`; the answer prevents it. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

const REAL: ComparePorts = {
  client: async () => {
    const { spawnWorker } = await import("./worker/spawn.ts");
    return createClient(spawnWorker);
  },
  compare: async (question, heard) =>
    (await import("./compare-worker/spawn.ts")).spawnComparison(question, heard),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** An edit is compared once no other follows within this time. */
const REST_MS = 350;

/** One comparison, from its beginning to its end. */
interface Session {
  readonly ports: ComparePorts;
  beside: RunBeside | null;
  endSearch: () => void;
  readonly ends: (() => void)[];
}

let session: Session | null = null;

/** Documents that were swapped: undoing the swap puts both back in their places. */
const partners = new WeakMap<Scenario, Scenario>();

/** What the run of A has brought so far: samples and story; null before it runs. */
export function recordOfA(): RunRecord | null {
  return session?.beside?.record ?? null;
}

/** What is to be A. */
export interface Comparison {
  /** Default: the open document as it is now. */
  readonly a?: Scenario;
  /** What A is called; "" for this document as it was. */
  readonly name?: string;
  /** Where B forks off; 0: from the start. */
  readonly forkUs?: Micros;
}

/** Keeps A and lets the person go on with B, the open document. A comparison under way is ended first. */
export async function startComparing(
  { a = currentScenario(), name = "", forkUs = 0 }: Comparison = {},
  ports: ComparePorts = REAL,
): Promise<void> {
  end();
  const own: Session = { ports, beside: null, endSearch: () => undefined, ends: [] };
  session = own;
  useCompare.setState({ ...NOT_COMPARING, a, aName: name, forkUs });
  announce("This design is A now, and stays as it is. What you edit from here on is B.");
  let client: SimClient;
  try {
    client = await ports.client();
  } catch {
    if (session === own) useCompare.setState({ aTrouble: "The simulator for A could not be loaded." });
    return;
  }
  if (session !== own) return client.dispose();
  own.beside = besideOf(client);
  own.ends.push(listen());
  own.beside.load(useCompare.getState().a ?? a);
  search(own);
}

function besideOf(client: SimClient): RunBeside {
  return new RunBeside(client, {
    loaded: (aLayout) => {
      useCompare.setState(({ version }) => ({ aLayout, aFrame: null, aTrouble: "", version: version + 1 }));
      session?.beside?.follow(playheadUs());
    },
    shown: (aFrame) => useCompare.setState(({ version }) => ({ aFrame, version: version + 1 })),
    failed: (aTrouble) => useCompare.setState({ aTrouble, aFrame: null }),
  });
}

/** Follows the playhead and the document until the answer is called. */
function listen(): () => void {
  const follow = (): void => session?.beside?.follow(playheadUs());
  const ends = [
    onFrame(follow),
    usePlayback.subscribe((now, before) => {
      if (now.playheadUs !== before.playheadUs) follow();
    }),
    useScenario.subscribe((now, before) => {
      if (now.openings !== before.openings) return leave();
      if (now.scenario !== before.scenario) edited(now.scenario);
    }),
  ];
  return () => {
    for (const each of ends) each();
  };
}

function leave(): void {
  end();
  tell("Comparing has ended: another document was opened.");
}

/** B is another now. Where that is A itself, a swap was undone or done again: both change places. */
function edited(b: Scenario): void {
  const { a } = useCompare.getState();
  const partner = partners.get(b);
  if (b === a && partner !== undefined) setA(partner);
  if (session !== null) search(session);
}

function setA(a: Scenario): void {
  useCompare.setState({ a, aFrame: null, aLayout: null, aTrouble: "" });
  session?.beside?.load(a);
}

/** Looks for the first difference, once the person has stopped typing. */
function search(own: Session): void {
  own.endSearch();
  const { a } = useCompare.getState();
  const b = currentScenario();
  if (a === null) return;
  // Schemas are read from the document as a whole, so a change there counts, too.
  if (a.subjects === b.subjects && differsFrom(runPart(a), runPart(b)) === null) {
    useCompare.setState({ search: { is: "alike" } });
    return;
  }
  useCompare.setState({ search: { is: "searching", reachedUs: 0 } });
  let isOver = false;
  let endWorker: () => void = () => undefined;
  const cancel = own.ports.after(REST_MS, () => {
    const heard = (answer: FromComparer): void => {
      if (!isOver) useCompare.setState({ search: searchOf(answer) });
    };
    void Promise.resolve(own.ports.compare({ a, b }, heard)).then(
      (ended) => {
        endWorker = ended;
        if (isOver) ended();
      },
      () => heard({ is: "failed", says: "What compares the two runs could not be loaded." }),
    );
  });
  own.endSearch = () => {
    isOver = true;
    cancel();
    endWorker();
  };
}

function searchOf(answer: FromComparer): ReturnType<typeof useCompare.getState>["search"] {
  switch (answer.is) {
    case "reached":
      return { is: "searching", reachedUs: answer.atUs };
    case "failed":
      return { is: "failed", says: answer.says };
    case "compared":
      return answer.found === null
        ? { is: "none", untilUs: answer.atUs }
        : { is: "found", difference: answer.found };
  }
}

/** What was B becomes A, and the person goes on with what was A. One step to undo. */
export function swapDesigns(): void {
  const { a } = useCompare.getState();
  const b = currentScenario();
  if (a === null || a === b) return;
  partners.set(a, b);
  partners.set(b, a);
  useCompare.setState({ aName: "", forkUs: 0 });
  edit("Swap A and B", () => a);
  if (currentScenario() !== a) return;
  // `edited` has heard of it: the open document is A, so its partner has taken that place.
  announce("A and B have changed places: you edit what was A.");
}

/** Ends comparing and leaves B, the open document, as it is. */
export function keepB(): void {
  end();
  announce("Comparing has ended. The document is B.");
}

/** Ends comparing and puts A back in B's place. One step to undo. */
export function goBackToA(): void {
  const { a } = useCompare.getState();
  if (a === null) return;
  end();
  edit("Go back to A", () => a);
  announce("Comparing has ended. The document is A again; undo brings B back.");
}

function end(): void {
  const own = session;
  session = null;
  if (own === null) return;
  own.endSearch();
  for (const each of own.ends) each();
  own.beside?.dispose();
  useCompare.setState(NOT_COMPARING);
}
