/** The record that the sample panel looks at: made up, typed by a person, or one that proves a finding. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { AskSchemas, SubjectInput } from "#session/schema-analysis.ts";
import { useSchemas } from "#session/schemas-store.ts";
import { useAnswer } from "./use-answer.ts";

interface RecordState {
  /** As JSON. */
  readonly text: string;
  /** Versions from 1. */
  readonly writer: number;
  readonly reader: number;
  /** What is said above the record, e.g. what it proves; "" for nothing. */
  readonly note: string;
  readonly type: (text: string) => void;
  /** Another one is made up. */
  readonly another: () => void;
  readonly setWriter: (version: number) => void;
  readonly setReader: (version: number) => void;
}

interface Own {
  readonly text: string;
  readonly note: string;
  readonly isTyped: boolean;
}

/** At first, what the version before `version` writes is read with it. */
export function useRecord(ask: AskSchemas, subject: SubjectInput, version: number): RecordState {
  const count = subject.versions.length;
  const [pair, setPair] = useState({ writer: Math.max(1, version - 1), reader: version });
  const [seed, setSeed] = useState(1);
  const [own, setOwn] = useState<Own | null>(null);
  const [note, setNote] = useState("");
  const writer = Math.min(count, pair.writer);
  const reader = Math.min(count, pair.reader);
  const question = useMemo(() => ({ subject, version: writer, seed }), [subject, writer, seed]);
  const sample = useAnswer(ask, "sampleRecord", own === null ? question : null);
  const finding = useSchemas((state) => state.finding);
  const proved = useRef<unknown>(null);
  useEffect(() => {
    if (finding === null || proved.current === finding) return;
    proved.current = finding;
    setPair({ writer: finding.writer, reader: finding.reader });
    setNote("Looking for a record …");
    ask("proof", { subject, ...finding }).then(
      (proof) => {
        if (proved.current !== finding) return;
        setOwn(proof === null ? null : { text: proof.text, note: proof.says, isTyped: false });
        setNote(proof === null ? UNHARMED : "");
      },
      (error: unknown) => setNote(error instanceof Error ? error.message : String(error)),
    );
  }, [ask, subject, finding]);
  return {
    text: own?.text ?? sample.answer ?? "",
    writer,
    reader,
    note: own?.note ?? note,
    type: (text) => setOwn({ text, note: "", isTyped: true }),
    another: () => {
      setOwn(null);
      setNote("");
      setSeed((before) => before + 1);
    },
    setWriter: (next) => {
      setPair({ writer: next, reader });
      setNote("");
      // What a person typed is kept; what was made up belongs to a version.
      if (own?.isTyped !== true) setOwn(null);
    },
    setReader: (next) => {
      setPair({ writer, reader: next });
      setNote("");
    },
  };
}

const UNHARMED = "No record was found that suffers from it; here is another one.";
