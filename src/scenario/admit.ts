/**
 * The one door for every document that comes from outside: link, file, paste, drop, storage, command line, gallery.
 * It never throws for what somebody gives it, never hangs, and says exactly what is wrong where.
 *
 * Limits on bytes, depth and width come before `JSON.parse`, then version and migrations, then the shape, then
 * repairs. What kinds and their settings mean is judged by `sim/judge.ts`, so that a document of unknown kinds opens,
 * is saved again whole, and only cannot run.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import { FORMAT, type Scenario } from "./document.ts";
import { scanJson } from "./json-scan.ts";
import { migrations } from "./migrations/index.ts";
import { isJsonObject, type JsonObject } from "./migrations/migration.ts";
import { repair } from "./repair.ts";
import { readShape } from "./shape.ts";
import { capped } from "./shape-fields.ts";
import { found } from "./shown.ts";
import { sniff, sniffText } from "./sniff.ts";

/** The web's and Node's own decoder; the language itself has none. */
declare class TextDecoder {
  constructor(label: "utf-8", options: { readonly fatal: true; readonly ignoreBOM: false });
  decode(bytes: Uint8Array): string;
}

/** No scenario within the other limits needs more. */
export const BYTES_MAX = 4_194_304;

/** How a refusal of the whole text names what was given, e.g. "shop.json"; "The text" where it has no name. */
interface AdmitOptions {
  readonly name?: string;
}

/** A document that may be shown. Warnings list the repairs (`isRepair` of `repair.ts`) and the fields nobody knows. */
export function admit(input: Uint8Array | string, options: AdmitOptions = {}): Result<Scenario> {
  const name = options.name ?? "The text";
  const text = typeof input === "string" ? textOf(input, name) : decoded(input, name);
  if (typeof text !== "string") return refused([text]);
  const scanned = scanJson(text);
  if (scanned.length > 0) return refused(scanned);
  const raw: unknown = JSON.parse(text);
  const current = toCurrentFormat(raw);
  if (!current.ok) return current;
  const shaped = readShape(current.value);
  if (!shaped.ok) return shaped;
  const { scenario, repairs } = repair(shaped.value);
  return ok(scenario, capped([...current.warnings, ...repairs, ...shaped.warnings]));
}

function whole(code: string, says: string, tryThis: string): Problem {
  return { code, path: "", says, tryThis };
}

function decoded(bytes: Uint8Array, name: string): string | Problem {
  if (bytes.length > BYTES_MAX) return tooLarge(bytes.length, name);
  if (bytes.length === 0) return empty(name);
  const what = sniff(bytes);
  if (what !== null) return wrongKind(what, name);
  try {
    return textOf(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes), name);
  } catch {
    return whole(
      "not-utf-8",
      `${name} is not a text in UTF-8, expected a scenario (.json).`,
      "Save it as UTF-8.",
    );
  }
}

function textOf(text: string, name: string): string | Problem {
  if (text.length > BYTES_MAX) return tooLarge(text.length, name);
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (plain.trim() === "") return empty(name);
  const what = sniffText(plain);
  return what === null ? plain : wrongKind(what, name);
}

function tooLarge(size: number, name: string): Problem {
  return whole(
    "too-large",
    `${name} has ${size} bytes, at most ${BYTES_MAX} (4 MiB) are allowed.`,
    "A scenario file is rarely larger than 100 kB: check that this is one.",
  );
}

function empty(name: string): Problem {
  return whole("empty", `${name} is empty, expected a scenario (.json).`, "Save or copy the scenario again.");
}

function wrongKind(what: string, name: string): Problem {
  return whole(
    "wrong-kind",
    `${name} is ${what}, expected a scenario (.json).`,
    "Choose the .json file that the app saved.",
  );
}

/** Brings an older document up, step by step; refuses newer ones and what is none. */
function toCurrentFormat(raw: unknown): Result<JsonObject> {
  if (!isJsonObject(raw)) {
    return refused([
      whole(
        "not-an-object",
        `The document is ${found(raw)}, must be an object.`,
        'A scenario begins with { "format": "eventyard/1", … }.',
      ),
    ]);
  }
  const format = raw["format"];
  if (format === undefined) {
    return refused([
      whole(
        "no-format",
        `This is JSON but no scenario: it has no "format".`,
        `Add "format": "${FORMAT}" if it is one.`,
      ),
    ]);
  }
  const version = typeof format === "string" ? /^eventyard\/(0|[1-9]\d{0,8})$/.exec(format)?.[1] : undefined;
  if (version === undefined) {
    return refused([
      {
        code: "unknown-format",
        path: "format",
        says: `format is ${found(format)}, must be "${FORMAT}".`,
        tryThis: "Check that this is a scenario of Eventyard.",
      },
    ]);
  }
  let document: JsonObject = raw;
  const warnings: Problem[] = [];
  for (const step of migrations) {
    if (document["format"] !== step.from) continue;
    document = { ...step.migrate(document), format: step.to };
    warnings.push({
      code: "repaired-format",
      path: "format",
      says: `Made with ${step.from}; it was brought up to ${step.to}: ${step.says}.`,
      tryThis: "Save it to keep the new format.",
    });
  }
  if (document["format"] !== FORMAT) {
    return refused([
      {
        code: "newer-format",
        path: "format",
        says: `Made with ${found(format).slice(1, -1)}, this app reads up to ${FORMAT}.`,
        tryThis: "Open it in a newer version; the file was not touched.",
      },
    ]);
  }
  return ok(document, warnings);
}
