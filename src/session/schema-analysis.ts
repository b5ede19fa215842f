/**
 * What the worker says about the version that is written, and the last good answer beside it: a text that cannot be read
 * never takes that one away. One question is under way; of those that wait only the newest is asked.
 */
import { create } from "zustand";
import type { Scenario } from "#scenario/document.ts";
import { withoutTransitivity } from "#schema/modes.ts";
import { currentScenario, useScenario } from "./scenario-store.ts";
import { subjectInput } from "./schema-registry.ts";
import type { Analysis, Rest, SubjectInput } from "./schema-worker/analysis.ts";
import { createSchemaClient, NoAnswer, type SchemaClient } from "./schema-worker/client.ts";
import type { AnswerOf, Asked, InputOf } from "./schema-worker/protocol.ts";

export type { Analysis, Note, Standing, SubjectInput } from "./schema-worker/analysis.ts";
export type { FieldHistory } from "./schema-worker/history-of-field.ts";
export type { Change, ChangeNote, ChangePlace, Changes, Effect } from "./schema-worker/changes.ts";
export type { DiffLine } from "./schema-worker/line-diff.ts";
export type { MatrixEntry, Verdicts } from "./schema-worker/matrix.ts";
export type { FindingAsked, FrameAsked, ReadRecord, RecordAnswer, Written } from "./schema-worker/record.ts";
export type { AnswerOf, Asked, InputOf } from "./schema-worker/protocol.ts";

export interface AnalysisState {
  /** What is analysed: `subject id/version`, "" for nothing. */
  readonly key: string;
  /** Of the text as it is, once that was looked at. */
  readonly now: Analysis | null;
  /** The newest one whose text could be compared: `now`, or one before it. */
  readonly lastGood: Analysis | null;
  /** The answer belongs to an older text. */
  readonly isPending: boolean;
  /** So far only the version before was compared, where the mode looks at all of them. */
  readonly isFirstLook: boolean;
  /** Why there is no answer; "" where there is one. */
  readonly failure: string;
}

const NOTHING: AnalysisState = {
  key: "",
  now: null,
  lastGood: null,
  isPending: false,
  isFirstLook: false,
  failure: "",
};

/** With more versions than these, a mode that looks at all of them keeps the first verdict waiting. */
const MANY_VERSIONS = 20;

/** Hook and store of the analysis. */
export const useAnalysis = create<AnalysisState>()(() => NOTHING);

let client: SchemaClient | null = null;

/** Asks the worker, which the first question starts. Rejects with NoAnswer alone, whose message is for people. */
export const askSchemas: AskSchemas = (what, input) => {
  client ??= createSchemaClient(async () => (await import("./schema-worker/spawn.ts")).spawnRegistrar());
  return client.ask(what, input);
};

/** Questions are lines of `schema-worker/questions.ts`, which types them. */
export type AskSchemas = <A extends Asked>(what: A, input: InputOf<A>) => Promise<AnswerOf<A>>;

/**
 * Keeps the analysis of one version (from 1) up to date with the document; the answer ends it. `asking` stands in for
 * the worker in tests.
 */
export function watchVersion(subjectId: string, version: number, asking: Asking = WORKER): () => void {
  const key = `${subjectId}/${version}`;
  let isEnded = false;
  let underWay: SubjectInput | null = null;
  let asked: SubjectInput | null = null;
  if (useAnalysis.getState().key !== key) useAnalysis.setState({ ...NOTHING, key });

  const look = (scenario: Scenario): void => {
    const subject = scenario.subjects.find(({ id }) => id === subjectId);
    const wanted = subject === undefined ? null : subjectInput(scenario, subject);
    if (isEnded || wanted === null || wanted.versions[version - 1] === undefined) return;
    if (asked !== null && isSame(asked, wanted)) return;
    useAnalysis.setState({ isPending: true });
    if (underWay !== null) return;
    underWay = asked = wanted;
    void looked(asking, wanted, version, (first) => !isEnded && hear(first, true))
      .then(
        (now) => {
          if (isEnded) return;
          hear(now);
          void askRest(asking, now);
        },
        (error: unknown) => !isEnded && fail(error),
      )
      .finally(() => {
        underWay = null;
        look(currentScenario());
      });
  };
  const end = useScenario.subscribe(({ scenario, openings }, before) => {
    // Another document may have a subject of the same id.
    if (openings !== before.openings) useAnalysis.setState({ ...NOTHING, key });
    if (scenario !== before.scenario) look(scenario);
  });
  look(currentScenario());
  return () => {
    isEnded = true;
    end();
  };
}

/** What is asked of the worker here. */
interface Asking {
  readonly analyse: (subject: SubjectInput, version: number) => Promise<Analysis>;
  readonly rest: (text: string) => Promise<Rest | null>;
}

const WORKER: Asking = {
  analyse: (subject, version) => askSchemas("analyse", { subject, version }),
  rest: (text) => askSchemas("rest", { text }),
};

/** Fixes and standings come after the verdict, piece by piece, as long as it is that of the text as it is. */
async function askRest({ rest }: Asking, analysis: Analysis): Promise<void> {
  let now = analysis;
  const isWanted = (): boolean =>
    now.notes.some(({ fixes }) => fixes === null) || now.standings.includes("unknown");
  while (isWanted() && useAnalysis.getState().now === now) {
    // Each piece goes on where the one before ended.
    // oxlint-disable-next-line no-await-in-loop
    const more = await rest(now.text).catch(() => null);
    const state = useAnalysis.getState();
    if (more === null || state.now !== now) return;
    const notes = now.notes.map((note, index) => ({ ...note, fixes: more.fixes[index] ?? [] }));
    const next = { ...now, notes, standings: more.standings };
    useAnalysis.setState({ now: next, lastGood: state.lastGood === now ? next : state.lastGood });
    now = next;
  }
}

/** The answer; where nothing is known yet and it takes long, one before it, against the last version alone. */
async function looked(
  { analyse }: Asking,
  wanted: SubjectInput,
  version: number,
  first: (analysis: Analysis) => void,
): Promise<Analysis> {
  const mode = withoutTransitivity(wanted.mode);
  if (version > MANY_VERSIONS && mode !== wanted.mode && useAnalysis.getState().now === null)
    first(await analyse({ ...wanted, mode }, version));
  return analyse(wanted, version);
}

function hear(now: Analysis, isFirstLook = false): void {
  const { lastGood } = useAnalysis.getState();
  useAnalysis.setState({
    now,
    lastGood: now.isReadable ? now : lastGood,
    isPending: isFirstLook,
    isFirstLook,
    failure: "",
  });
}

function fail(error: unknown): void {
  const failure = error instanceof NoAnswer ? error.message : "The part that reads schemas broke down.";
  useAnalysis.setState({ now: null, isPending: false, isFirstLook: false, failure });
}

/** Whether two questions would get the same answer. */
function isSame(a: SubjectInput, b: SubjectInput): boolean {
  return (
    a === b ||
    (a.format === b.format &&
      a.mode === b.mode &&
      a.rules === b.rules &&
      a.policy === b.policy &&
      a.versions.length === b.versions.length &&
      a.versions.every(({ text, references }, index) => {
        const other = b.versions[index];
        return text === other?.text && JSON.stringify(references) === JSON.stringify(other.references);
      }))
  );
}
