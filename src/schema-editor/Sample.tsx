import { useId, useMemo, useRef, useState } from "react";
import { lineAndColumn } from "#schema/text-range.ts";
import type { Written } from "#session/schema-analysis.ts";
import { Button } from "#ui/Button.tsx";
import { Bytes } from "./Bytes.tsx";
import type { PanelProps } from "./panels.ts";
import { frameOf } from "./record-frame.ts";
import styles from "./Sample.module.css";
import { Steps, STEPS_MAX } from "./Steps.tsx";
import { useAnswer } from "./use-answer.ts";
import { useRecord } from "./use-record.ts";

/** The panel: a record of one version, its bytes one by one, and how another version reads them. */
export function Sample({ scenario, subject, version, input, ask }: PanelProps) {
  const record = useRecord(ask, input, version);
  const { text, writer, reader } = record;
  const frame = frameOf(scenario, subject, writer);
  const [wire, id] = [frame.wire, frame.id];
  const question = useMemo(
    () => (text === "" ? null : { subject: input, writer, reader, text, frame: { wire, id } }),
    [input, writer, reader, text, wire, id],
  );
  const { answer, failure } = useAnswer(ask, "record", question);
  const [wantedStep, setStep] = useState(0);
  const written = answer?.written;
  const read = answer?.read ?? null;
  const steps = read?.steps ?? [];
  const step = Math.max(0, Math.min(wantedStep, steps.length - 1, STEPS_MAX - 1));
  const wrong = written?.kind === "wrong" ? written : null;
  return (
    <div className={styles["panel"]}>
      <div className={styles["bar"]}>
        <VersionField
          label="Written with"
          value={writer}
          count={input.versions.length}
          onChange={record.setWriter}
        />
        <VersionField
          label="read with"
          value={reader}
          count={input.versions.length}
          onChange={record.setReader}
        />
        <Button onClick={record.another}>Another record</Button>
      </div>
      {record.note !== "" && (
        <p role="status" className={styles["note"]}>
          {record.note}
        </p>
      )}
      {text === "" && written === undefined ? (
        <p className={styles["muted"]}>There is no record of v{writer} yet.</p>
      ) : (
        <RecordText text={text} writer={writer} wrong={wrong} onType={record.type} />
      )}
      {failure !== "" && (
        <p role="alert" className={styles["failure"]}>
          This record could not be looked at: {failure}
        </p>
      )}
      {written?.kind === "impossible" && <p className={styles["muted"]}>{written.says}</p>}
      {written?.kind === "bytes" && (
        <Bytes key={step} written={written} lit={steps[step] ?? { start: 0, end: 0 }} />
      )}
      {read !== null && <Steps read={read} reader={`v${reader}`} step={step} onStep={setStep} />}
      {read === null && written?.kind === "bytes" && (
        <p className={styles["muted"]}>v{reader} is ill-formed: nothing can be read with it.</p>
      )}
    </div>
  );
}

interface VersionProps {
  readonly label: string;
  /** From 1. */
  readonly value: number;
  readonly count: number;
  readonly onChange: (version: number) => void;
}

function VersionField({ label, value, count, onChange }: VersionProps) {
  const id = useId();
  return (
    <span className={styles["version"]}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {Array.from({ length: count }, (_, index) => (
          <option key={index} value={index + 1}>
            v{index + 1}
          </option>
        ))}
      </select>
    </span>
  );
}

interface TextProps {
  readonly text: string;
  readonly writer: number;
  readonly wrong: Extract<Written, { kind: "wrong" }> | null;
  readonly onType: (text: string) => void;
}

/** The record as JSON, to be changed; what is wrong is told with the way to it. */
function RecordText({ text, writer, wrong, onType }: TextProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const goTo = ({ start, end }: { readonly start: number; readonly end: number }) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  const rows = Math.max(3, Math.min(10, text.split("\n").length));
  return (
    <div className={styles["record"]}>
      <textarea
        ref={area}
        aria-label={`Record of v${writer} as JSON`}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? undefined : id}
        className={styles["text"]}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => onType(event.target.value)}
      />
      {wrong !== null && (
        <div className={styles["wrong"]}>
          <p id={id} role="alert">
            {wrong.path !== "" && <code>{wrong.path}</code>} {wrong.says}
          </p>
          <Button look="quiet" onClick={() => goTo(wrong.range)}>
            Line {lineAndColumn(text, wrong.range.start).line}
          </Button>
        </div>
      )}
    </div>
  );
}
