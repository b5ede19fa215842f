/** Tells from the first bytes what a file is, to name it where it cannot be a scenario. */

interface Signature {
  readonly bytes: readonly number[];
  readonly what: string;
}

/** Longer signatures first where one begins like another. */
const SIGNATURES: readonly Signature[] = [
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: "a PNG image" },
  { bytes: [0xff, 0xd8, 0xff], what: "a JPEG image" },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: "a GIF image" },
  { bytes: [0x52, 0x49, 0x46, 0x46], what: "a media file (RIFF)" },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: "a PDF document" },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: "a zip archive (or an office document)" },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: "an empty zip archive" },
  { bytes: [0x1f, 0x8b], what: "a gzip archive" },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: "a zstd archive" },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: "a program" },
  { bytes: [0x4d, 0x5a], what: "a program" },
  { bytes: [0xff, 0xfe, 0x00, 0x00], what: "a text in UTF-32" },
  { bytes: [0x00, 0x00, 0xfe, 0xff], what: "a text in UTF-32" },
  { bytes: [0xff, 0xfe], what: "a text in UTF-16" },
  { bytes: [0xfe, 0xff], what: "a text in UTF-16" },
  { bytes: [0x7b, 0x00], what: "a text in UTF-16" },
  { bytes: [0x00, 0x7b], what: "a text in UTF-16" },
];

/** What the bytes are, e.g. "a PNG image"; null if they may be a JSON text. */
export function sniff(bytes: Uint8Array): string | null {
  const signature = SIGNATURES.find((each) => each.bytes.every((byte, i) => bytes[i] === byte));
  if (signature !== undefined) return signature.what;
  return bytes.subarray(0, 64).includes(0) ? "a binary file" : null;
}

/** The same for what is a text but no JSON. */
export function sniffText(text: string): string | null {
  const start = text.slice(0, 200).trimStart().toLowerCase();
  if (start.startsWith("<!doctype html") || start.startsWith("<html")) return "a web page";
  if (start.startsWith("<svg")) return "an SVG image";
  if (start.startsWith("<")) return "an XML or HTML text";
  return null;
}
