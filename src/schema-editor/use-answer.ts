/** Asking the schemas' worker from a panel: only the newest question counts, and the last answer stays until the next. */
import { useEffect, useRef, useState } from "react";
import type { AnswerOf, Asked, AskSchemas, InputOf } from "#session/schema-analysis.ts";

export interface Answer<A extends Asked> {
  /** The newest that came; null before the first. */
  readonly answer: AnswerOf<A> | null;
  /** Why there is none for the question as it is; "" where nothing is wrong. */
  readonly failure: string;
  /** The answer belongs to an older question. */
  readonly isPending: boolean;
}

interface Heard<A extends Asked> {
  readonly answer: AnswerOf<A> | null;
  readonly failure: string;
  readonly to: InputOf<A> | null;
}

/**
 * The answer to one question. `input` must stay the same object while nothing changed; null asks nothing. While one
 * question is under way, of those that come only the newest is asked after it.
 */
export function useAnswer<A extends Asked>(ask: AskSchemas, what: A, input: InputOf<A> | null): Answer<A> {
  const [heard, setHeard] = useState<Heard<A>>({ answer: null, failure: "", to: null });
  const newest = useRef<InputOf<A> | null>(null);
  const isUnderWay = useRef(false);
  useEffect(() => {
    newest.current = input;
    const next = async (): Promise<void> => {
      const to = newest.current;
      if (to === null || isUnderWay.current) return;
      isUnderWay.current = true;
      const result = await ask(what, to).then(
        (answer) => ({ answer, failure: "" }),
        (error: unknown) => ({
          answer: null,
          failure: error instanceof Error ? error.message : String(error),
        }),
      );
      isUnderWay.current = false;
      if (newest.current === null) return;
      setHeard((before) => ({ to, failure: result.failure, answer: result.answer ?? before.answer }));
      if (newest.current !== to) await next();
    };
    void next();
    return () => {
      newest.current = null;
    };
  }, [ask, what, input]);
  return { answer: heard.answer, failure: heard.failure, isPending: heard.to !== input };
}
