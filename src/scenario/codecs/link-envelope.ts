/**
 * What a link looks like from outside: a header of nine bytes and a packed body, both in base64url. The header is the
 * same in all versions, so that any reader can tell a link of a newer version from a broken one:
 *
 *     version 1 · flags 1 · length of the body 3 · CRC-32 of the five bytes before and of the body 4   (big-endian)
 *
 * Nine bytes are twelve characters, so a link that lost its end still tells how long it was.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import { charactersOf, fromBase64Url, isOfAlphabet, toBase64Url } from "./link-base64.ts";
import { crc32 } from "./link-crc32.ts";

/** The version that this app writes, and the newest that it reads. */
export const LINK_VERSION = 1;
/** The most characters after `#s=` that are read. */
export const LINK_CHARACTERS_MAX = 65_536;
/** Begins the part of an address that carries a scenario. */
export const LINK_MARK = "#s=";

/** The body is packed by deflate. Version 1 knows no other flag and writes none without. */
const FLAG_DEFLATED = 1;
const HEADER_BYTES = 9;
const HEADER_CHARACTERS = 12;
/** A mail or a chat around a link may be pasted with it; more than this is not searched. */
const TEXT_LENGTH_MAX = 4 * LINK_CHARACTERS_MAX;

/** The characters after `#s=` for a packed body. */
export function seal(body: Uint8Array): string {
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, LINK_VERSION);
  view.setUint8(1, FLAG_DEFLATED);
  view.setUint8(2, body.length >>> 16);
  view.setUint16(3, body.length & 0xffff);
  view.setUint32(5, crc32(bytes.subarray(0, 5), body));
  bytes.set(body, HEADER_BYTES);
  return toBase64Url(bytes);
}

/**
 * The packed body of a link: of an address, of what stands after `#s=`, or of a text with a link in it. What chat
 * tools and mails do to links (line breaks, percent signs, dashes made long, punctuation behind) is undone; the
 * checksum decides whether that was right.
 */
export function unseal(text: string): Result<Uint8Array> {
  if (text.length > TEXT_LENGTH_MAX) return refused([tooLong(text.length)]);
  const cleaned = clean(text);
  const end = alphabetEnd(cleaned);
  const given = cleaned.slice(0, end);
  if (given.length === 0) return refused([noLink(cleaned)]);
  if (given.length < HEADER_CHARACTERS) return refused([cutOff(given.length, null)]);
  const header = fromBase64Url(given.slice(0, HEADER_CHARACTERS));
  const view = new DataView(header.buffer);
  const version = view.getUint8(0);
  const bodyLength = (view.getUint8(2) << 16) | view.getUint16(3);
  const expected = charactersOf(HEADER_BYTES + bodyLength);
  if (given.length < expected || expected > LINK_CHARACTERS_MAX) {
    if (version !== LINK_VERSION) return refused([damaged()]);
    if (expected > LINK_CHARACTERS_MAX) return refused([tooLong(expected)]);
    return refused([incomplete(cleaned, end, expected)]);
  }
  const bytes = fromBase64Url(given.slice(0, expected));
  const body = bytes.subarray(HEADER_BYTES);
  if (crc32(bytes.subarray(0, 5), body) !== view.getUint32(5)) return refused([damaged()]);
  const flags = view.getUint8(1);
  if (version > LINK_VERSION || flags > FLAG_DEFLATED) return refused([newer(version)]);
  return version === LINK_VERSION && flags === FLAG_DEFLATED ? ok(body) : refused([damaged()]);
}

/** Whether a text has a link to a scenario in it. */
export function hasLink(text: string): boolean {
  return text.length <= TEXT_LENGTH_MAX && /(?:#|%23)s(?:=|%3D)/i.test(text);
}

/** What stands after `#s=` (or all, where there is none), with what tools on the way have put in taken out. */
function clean(text: string): string {
  let plain = text;
  // Some tools escape what is escaped already; three times was never seen.
  for (let times = 0; times < 2 && plain.includes("%"); times++) {
    plain = plain.replace(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  const mark = plain.indexOf(LINK_MARK);
  if (mark >= 0) plain = plain.slice(mark + LINK_MARK.length);
  // Line breaks, soft ones of mails (=), quotation marks of replies (>), characters that do not show; typographers make
  // one long dash of two short ones.
  return plain.replace(/[\s=>\u00ad\u200b-\u200f\u2060\ufeff]/g, "").replace(/[\u2013\u2014]/g, "--");
}

function alphabetEnd(text: string): number {
  let end = 0;
  while (end < text.length && isOfAlphabet(text.charCodeAt(end))) end += 1;
  return end;
}

/** Fewer characters than there must be: the end is missing, or one that is no link's interrupts it. */
function incomplete(cleaned: string, end: number, expected: number): Problem {
  let usable = 0;
  for (let i = 0; i < cleaned.length; i++) if (isOfAlphabet(cleaned.charCodeAt(i))) usable += 1;
  if (usable < expected - (cleaned.length - usable)) return cutOff(end, expected);
  return problem(
    "link-characters",
    `The link is damaged: character ${grouped(end + 1)} is ${JSON.stringify(cleaned.charAt(end))}, which no link has.`,
    "Copy it again from where it came, whole.",
  );
}

function problem(code: string, says: string, tryThis: string): Problem {
  return { code, path: "", says, tryThis };
}

/** A damaged link: the checksum does not fit, or what it fits is none of ours. */
export function damaged(): Problem {
  return problem(
    "link-damaged",
    "The link is damaged: its checksum does not fit what it carries.",
    "Copy it again from where it came; if that does not help, ask for the scenario as a file.",
  );
}

function cutOff(given: number, expected: number | null): Problem {
  const of = expected === null ? "" : ` of ${grouped(expected)}`;
  return problem(
    "link-cut-off",
    `The link is cut off: ${grouped(given)}${of} characters arrived.`,
    "Copy it again, whole. Some chat tools cut long links: then ask for the scenario as a file.",
  );
}

function tooLong(length: number): Problem {
  return problem(
    "link-too-long",
    `The link has ${grouped(length)} characters, at most ${grouped(LINK_CHARACTERS_MAX)} are read.`,
    "Ask for the scenario as a file.",
  );
}

function noLink(cleaned: string): Problem {
  return problem(
    cleaned === "" ? "link-empty" : "link-characters",
    cleaned === "" ? `The link carries nothing after "${LINK_MARK}".` : "This is no link to a scenario.",
    `A link looks like https://…/${LINK_MARK}AQE…: copy it again, whole.`,
  );
}

function newer(version: number): Problem {
  return problem(
    "link-newer",
    version > LINK_VERSION
      ? `The link was made with link version ${version}, this app reads up to ${LINK_VERSION}.`
      : "The link uses something that this version of Eventyard does not know.",
    "The link is whole: open it in a newer version of Eventyard.",
  );
}

/** 5213 as "5,213". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
