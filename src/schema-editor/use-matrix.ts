/** The matrix, row by row: the newest reader comes first, and rows of before stay until their new ones come. */
import { useEffect, useState } from "react";
import type { AskSchemas, MatrixEntry, SubjectInput } from "#session/schema-analysis.ts";

/** First and last version that are shown, from 1. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface MatrixState {
  /** By reader; those that have not come yet are missing. */
  readonly rows: ReadonlyMap<number, readonly MatrixEntry[]>;
  readonly isPending: boolean;
  /** Why rows are missing; "" where none are. */
  readonly failure: string;
}

const NOTHING: MatrixState = { rows: new Map(), isPending: true, failure: "" };

/** Readers and writers of one window of versions. */
export function useMatrix(ask: AskSchemas, subject: SubjectInput, { from, to }: Window): MatrixState {
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    let isEnded = false;
    const work = async (): Promise<void> => {
      setState((before) => ({ ...before, isPending: true, failure: "" }));
      for (let reader = to; reader >= from && !isEnded; reader--) {
        // One after the other, so that what is typed meanwhile is judged between two rows.
        // oxlint-disable-next-line no-await-in-loop
        const row = await ask("matrixRow", { subject, reader, from, to });
        if (isEnded) return;
        setState((before) => ({ ...before, rows: new Map(before.rows).set(reader, row) }));
      }
      if (!isEnded) setState((before) => ({ ...before, isPending: false }));
    };
    work().catch((error: unknown) => {
      const failure = error instanceof Error ? error.message : String(error);
      if (!isEnded) setState((before) => ({ ...before, isPending: false, failure }));
    });
    return () => {
      isEnded = true;
    };
  }, [ask, subject, from, to]);
  return state;
}
