/** What the page and the worker of the schemas say to each other. */
import type { questions } from "./questions.ts";

type Questions = typeof questions;
/** What can be asked; one function each in `questions.ts`. */
export type Asked = keyof Questions;
/** What is asked with a question. */
export type InputOf<A extends Asked> = Parameters<Questions[A]>[0];
/** Plain data, as it comes over the line. */
export type AnswerOf<A extends Asked> = Awaited<ReturnType<Questions[A]>>;

export interface ToSchemas {
  /** Rises with each question. */
  readonly id: number;
  readonly ask: Asked;
  readonly input: unknown;
}

export type FromSchemas =
  /** It listens. */
  | { readonly is: "ready" }
  /** The code that it needs has come; from now on only work is left. */
  | { readonly is: "begun"; readonly id: number }
  /** It has done a part of the work, and goes on. */
  | { readonly is: "going"; readonly id: number }
  | { readonly is: "answer"; readonly id: number; readonly answer: unknown }
  /** It threw: a mistake of ours. */
  | { readonly is: "failed"; readonly id: number; readonly says: string };
