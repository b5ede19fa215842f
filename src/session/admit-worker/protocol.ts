/** What the page and the worker of the door say to each other: one question, one answer, then the worker is ended. */
import type { Result } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";

export interface ToDoor {
  readonly input: Uint8Array | string;
  /** How refusals name it, e.g. "shop.json". */
  readonly name: string;
}

export type FromDoor =
  /** It listens. */
  { readonly is: "ready" } | { readonly is: "admitted"; readonly result: Result<Scenario> };
