/** What texts of a document may hold: characters that show. Edits and repairs take the others out alike. */

/** Characters of a name that do not show or turn the line around: controls, bidi marks, zero-width ones, lone surrogates. */
export const HIDDEN_IN_NAMES =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** The same for longer texts, which have lines and may need direction marks. */
export const HIDDEN_IN_TEXTS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A name as a document keeps it: trimmed, no longer than `max` UTF-16 units, no half a sign at the end; "" where nothing is left. */
export function cleanName(name: string, max: number): string {
  return name.replaceAll(HIDDEN_IN_NAMES, "").trim().slice(0, max).replaceAll(HIDDEN_IN_NAMES, "").trim();
}

/** A text with lines as a document keeps it; the same rules, but its spaces stay. */
export function cleanText(text: string, max: number): string {
  return text.replaceAll(HIDDEN_IN_TEXTS, "").slice(0, max).replaceAll(HIDDEN_IN_TEXTS, "");
}
