import type { ReactNode } from "react";
import type { Fix, SchemaProblem } from "#schema/difference.ts";
import { lineAndColumn, type TextRange } from "#schema/text-range.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useAnalysis, type Analysis, type Note } from "#session/schema-analysis.ts";
import { applyFix } from "#session/schema-edits.ts";
import { modeOf, registryOf } from "#session/schema-registry.ts";
import { openSchemas, SAMPLE } from "#session/schemas-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon, type IconName } from "#ui/icons.tsx";
import styles from "./Findings.module.css";
import type { PanelProps } from "./panels.ts";
import { flushTyping } from "./typing.ts";
import { verdictOf } from "./verdict.ts";

/** What is found in the text that is shown: a verdict, then each thing in words with what mends it. */
export function Findings({ subject, version }: PanelProps) {
  const key = `${subject.id}/${version}`;
  const state = useAnalysis();
  const scenario = useScenario((each) => each.scenario);
  if (state.failure !== "") {
    return (
      <p className={styles["failure"]} role="alert">
        This text could not be judged: {state.failure} The next change tries again.
      </p>
    );
  }
  const { now, lastGood } = state;
  if (state.key !== key || now === null) return <p className={styles["muted"]}>Reading …</p>;
  const registry = registryOf(scenario);
  const mode = modeOf(registry, subject);
  const verdict = verdictOf(now, mode, version, state.isFirstLook);
  const at = { subjectId: subject.id, version };
  return (
    <div className={styles["findings"]} data-pending={state.isPending ? "" : undefined}>
      <p className={styles["verdict"]} data-tone={verdict.tone}>
        <Icon name={TONES[verdict.tone]} size={14} /> <span>{verdict.says}</span>
      </p>
      {now.problems.length > 0 && (
        <ul className={styles["list"]} aria-label="Problems of the text">
          {now.problems.map((problem, index) => (
            <ProblemRow key={index} problem={problem} text={now.text} at={at} />
          ))}
        </ul>
      )}
      <Notes shown={now.isReadable ? now : lastGood} isOld={!now.isReadable} at={at} />
      {registry.profile.approximation !== "" && (
        <p className={styles["muted"]}>{registry.profile.approximation}</p>
      )}
    </div>
  );
}

const TONES = { ok: "check", bad: "warning", unknown: "info" } as const satisfies Record<string, IconName>;

interface At {
  readonly subjectId: string;
  readonly version: number;
}

/** What sets the version apart from older ones; of the last text that could be read, where this one cannot. */
function Notes({
  shown,
  isOld,
  at,
}: {
  readonly shown: Analysis | null;
  readonly isOld: boolean;
  readonly at: At;
}) {
  if (shown === null) return null;
  return (
    <div className={styles["notes"]} data-old={isOld ? "" : undefined}>
      {isOld && (
        <p className={styles["muted"]}>
          Until the text can be read again, this is what was found in it when it last could be:
        </p>
      )}
      {shown.notes.length > 0 && (
        <ul className={styles["list"]} aria-label="Against older versions">
          {shown.notes.map((note, index) => (
            <NoteRow key={index} note={note} text={shown.text} at={at} isOld={isOld} />
          ))}
        </ul>
      )}
      {isOld && shown.notes.length === 0 && (
        <p className={styles["muted"]}>Nothing stood against older versions.</p>
      )}
    </div>
  );
}

function ProblemRow({
  problem,
  text,
  at,
}: {
  readonly problem: SchemaProblem;
  readonly text: string;
  readonly at: At;
}) {
  const { severity, says, tryThis, range, code, fix } = problem;
  return (
    <li className={styles["item"]} data-weight={severity === "error" ? "breaks" : "changes"}>
      <Mark weight={severity === "error" ? "breaks" : "changes"} word={severity} />
      <div className={styles["said"]}>
        <p>{says}</p>
        <p className={styles["muted"]}>{tryThis}</p>
        <Foot range={range} text={text} at={at} code={code} fixes={fix === undefined ? [] : [fix]} />
      </div>
    </li>
  );
}

const WORDS: Readonly<Record<Note["weight"], string>> = {
  breaks: "breaks",
  changes: "accepted, but changes data",
  differs: "accepted",
};

function NoteRow({
  note,
  text,
  at,
  isOld,
}: {
  readonly note: Note;
  readonly text: string;
  readonly at: At;
  readonly isOld: boolean;
}) {
  const { weight, says, forWhom, tryThis, dataEffect, against, range, code, path, fixes } = note;
  const others = against.slice(1);
  const older = Number(against[0]?.slice(1));
  const [reader, writer] = note.direction === "backward" ? [at.version, older] : [older, at.version];
  const prove = () => {
    flushTyping();
    openSchemas({ ...at, panel: SAMPLE, finding: { reader, writer, code, path } });
  };
  return (
    <li className={styles["item"]} data-weight={weight}>
      <Mark weight={weight} word={WORDS[weight]} />
      <div className={styles["said"]}>
        {weight === "changes" && <p className={styles["label"]}>Accepted, but changes data</p>}
        <p>{says}</p>
        {weight === "breaks" && <p className={styles["whom"]}>{forWhom}</p>}
        {dataEffect !== "" && !says.includes(dataEffect) && <p>{dataEffect}</p>}
        {weight !== "differs" && tryThis !== "" && <p className={styles["muted"]}>{tryThis}</p>}
        {others.length > 0 && <p className={styles["muted"]}>The same with {others.join(", ")}.</p>}
        <Foot range={range} text={text} at={at} code={code} fixes={isOld ? [] : (fixes ?? [])}>
          {weight !== "differs" && !isOld && (
            <Button look="quiet" onClick={prove}>
              Show a record
            </Button>
          )}
        </Foot>
      </div>
    </li>
  );
}

function Mark({ weight, word }: { readonly weight: Note["weight"]; readonly word: string }) {
  return (
    <span className={styles["mark"]} data-weight={weight}>
      <Icon name={weight === "differs" ? "info" : weight === "changes" ? "warning" : "close"} size={14} />
      <span className="visually-hidden">{word}: </span>
    </span>
  );
}

interface FootProps {
  readonly range: TextRange;
  readonly text: string;
  readonly at: At;
  readonly code: string;
  readonly fixes: readonly Fix[];
  readonly children?: ReactNode;
}

/** Where it is, what mends it, and what the registry calls it. */
function Foot({ range, text, at, code, fixes, children }: FootProps) {
  const { line } = lineAndColumn(text, range.start);
  const mend = ({ title, edits }: Fix) => {
    flushTyping();
    applyFix(at.subjectId, at.version, title, text, edits);
  };
  return (
    <div className={styles["foot"]}>
      <Button look="quiet" onClick={() => openSchemas({ ...at, at: range })}>
        Line {line}
      </Button>
      {children}
      {fixes.map((fix) => (
        <Button key={fix.title} onClick={() => mend(fix)}>
          {fix.title}
        </Button>
      ))}
      <code className={styles["code"]}>{code}</code>
    </div>
  );
}
