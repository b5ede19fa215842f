/** The colours that painters take: the tokens of the look by name. */
export interface PaintTheme {
  readonly ground: string;
  readonly surface: string;
  readonly surface2: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly accent: string;
  readonly danger: string;
  readonly warn: string;
  readonly ok: string;
  /** From no lag to very much. */
  readonly lag: readonly string[];
  /** Colours of message keys; key number n takes n mod 12. */
  readonly keys: readonly string[];
  readonly keyNone: string;
  readonly font: string;
}

/** Colour of a key number; -1 is a message without a key. */
export function keyColour(theme: PaintTheme, key: number): string {
  return key < 0 ? theme.keyNone : (theme.keys[key % 12] ?? theme.keyNone);
}
