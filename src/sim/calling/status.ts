/** What an answer says. */
export const Status = { ok: 0, error: 1, refused: 2, reset: 3, limited: 4 } as const;

/** There are fewer kinds of answers than this. */
const STATUSES = 8;

/** 429 with a Retry-After, as one number; of answers without one the number is the status. */
export function limitedFor(seconds: number): number {
  return Status.limited + STATUSES * seconds;
}

/** What an answer's number says: its status, and the seconds of its Retry-After, 0 for none. */
export function readAnswer(answer: number): { readonly status: number; readonly retryAfterS: number } {
  return { status: answer % STATUSES, retryAfterS: Math.floor(answer / STATUSES) };
}
