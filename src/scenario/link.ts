/**
 * Links that carry a whole scenario, `#s=…`: nothing is stored anywhere, and equal states give equal links (on one
 * engine: packings differ between them, what is packed does not). docs/links.md describes the format.
 *
 * Inside are two lines of canonical JSON: where to look, and the scenario. The second goes through the same door as a
 * file, so its problems have the same paths.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import { admit, BYTES_MAX } from "./admit.ts";
import { documentText } from "./canonical.ts";
import { canDeflate, deflate, inflate } from "./codecs/link-deflate.ts";
import { damaged, grouped, LINK_CHARACTERS_MAX, LINK_MARK, seal, unseal } from "./codecs/link-envelope.ts";
import { readView, viewText, type LinkView } from "./codecs/link-view.ts";
import type { Scenario } from "./document.ts";
import { scanJson } from "./json-scan.ts";

export { hasLink, LINK_MARK } from "./codecs/link-envelope.ts";
export { LINK_DRAWERS, NOTE_LENGTH_MAX, type LinkView } from "./codecs/link-view.ts";

/** The web's and Node's own codecs of text; the language itself has none. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: "utf-8", options: { readonly fatal: true });
  decode(bytes: Uint8Array): string;
}

/** Whole addresses up to this length pass most chat tools. */
const LENGTH_FINE_MAX = 4_000;
/** Up to this one some do; longer ones are for files. */
const LENGTH_LONG_MAX = 8_000;

/** How well an address of so many characters travels. */
export function lengthGrade(characters: number): "fine" | "long" | "too-long" {
  return characters <= LENGTH_FINE_MAX ? "fine" : characters <= LENGTH_LONG_MAX ? "long" : "too-long";
}

/** What a link carries. */
export interface SharedLink {
  readonly scenario: Scenario;
  readonly view: LinkView;
}

/** The two lines of a link, unpacked but not judged. */
export interface LinkParts {
  readonly viewText: string;
  readonly scenarioText: string;
}

/** The part of an address that carries the scenario, beginning with `#s=`; refused where no app would read it. */
export async function encodeLink({ scenario, view }: SharedLink): Promise<Result<string>> {
  if (!canDeflate()) return refused([noDeflate()]);
  const bytes = new TextEncoder().encode(`${viewText(view)}\n${documentText(scenario)}`);
  const link = bytes.length > BYTES_MAX ? null : LINK_MARK + seal(await deflate(bytes));
  const length = link === null ? 0 : link.length - LINK_MARK.length;
  if (link !== null && length <= LINK_CHARACTERS_MAX) return ok(link);
  return refused([
    {
      code: "too-large-for-a-link",
      path: "",
      says: `The scenario is too large for a link: ${link === null ? "more than 4 MB" : `${grouped(length)} characters`}, at most ${grouped(LINK_CHARACTERS_MAX)} are read.`,
      tryThis: "Save it as a file and send that.",
    },
  ]);
}

/** Reads a link: an address, the part after `#`, or a text that a link stands in. Never throws. */
export async function decodeLink(text: string): Promise<Result<SharedLink>> {
  const parts = await unpackLink(text);
  if (!parts.ok) return parts;
  return judgeLink(parts.value, admit(parts.value.scenarioText, { name: "The scenario in the link" }));
}

/** The envelope only: what a page does before it hands the scenario to a worker. Takes work in proportion to 4 MB at most. */
export async function unpackLink(text: string): Promise<Result<LinkParts>> {
  const body = unseal(text);
  if (!body.ok) return body;
  if (!canDeflate()) return refused([noDeflate()]);
  const bytes = await inflate(body.value, BYTES_MAX);
  if (bytes === "damaged") return refused([damaged()]);
  if (bytes === "too-large") return refused([expands()]);
  let lines: string;
  try {
    lines = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused([damaged()]);
  }
  const end = lines.indexOf("\n");
  if (end < 0) return refused([damaged()]);
  return ok({ viewText: lines.slice(0, end), scenarioText: lines.slice(end + 1) });
}

/** Puts together what the door said of the scenario and where to look in it. */
export function judgeLink(parts: LinkParts, admitted: Result<Scenario>): Result<SharedLink> {
  if (!admitted.ok) return admitted;
  const scanned = scanJson(parts.viewText);
  const raw: unknown = scanned.length > 0 ? null : JSON.parse(parts.viewText);
  const { view, repairs } = readView(raw, admitted.value);
  return ok({ scenario: admitted.value, view }, [...repairs, ...admitted.warnings]);
}

function expands(): Problem {
  return {
    code: "link-expands",
    path: "",
    says: "The link expands past 4 MB and was not read any further.",
    tryThis: "No scenario of ours is that large: ask the sender for the scenario as a file.",
  };
}

function noDeflate(): Problem {
  return {
    code: "no-deflate",
    path: "",
    says: "This browser cannot pack or unpack links (it has no CompressionStream).",
    tryThis: "Use a newer browser, or share the scenario as a file.",
  };
}
