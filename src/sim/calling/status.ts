/** What an answer says. */
export const Status = { ok: 0, error: 1, refused: 2, reset: 3 } as const;
