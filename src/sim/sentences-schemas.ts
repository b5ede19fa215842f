/** Sentences about schemas: what the registry says, what readers make of what writers wrote. */
import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import type { FactName } from "./facts.ts";
import type { Layout, SchemaReason, SubjectLayout } from "./layout.ts";
import { SCHEMA_ERRORS, unpackSchemas } from "./schema-port.ts";
import { NEWEST } from "./schemas-plan.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { amountText, numberText } from "./words.ts";

interface SchemaWords {
  readonly context: StoryContext;
  readonly who: string;
  readonly record: string;
  name(subject: number): string;
}

type Sentence = (row: FactRow, words: SchemaWords) => string;

type SchemaFact =
  | "schemaRegistered"
  | "schemaRefused"
  | "schemaFetched"
  | "schemaFetchFailed"
  | "serializationFailed"
  | "deserializationFailed"
  | "readDifferently"
  | "upcast"
  | "deployed"
  | "registryDown"
  | "registryUp"
  | "compatibilityChanged";

/** The subject that a schema number belongs to. */
export function subjectOfSchema(layout: Layout, schema: number): SubjectLayout | undefined {
  return layout.schemas?.subjects.find(({ first, versions }) => schema >= first && schema < first + versions);
}

/** "v3". */
export function versionText(layout: Layout, schema: number): string {
  const subject = subjectOfSchema(layout, schema);
  return subject === undefined ? "no schema" : `v${schema - subject.first + 1}`;
}

/** "v3 of orders-value". */
export function schemaText(layout: Layout, schema: number): string {
  const subject = subjectOfSchema(layout, schema);
  return subject === undefined ? "no schema" : `${versionText(layout, schema)} of ${subject.name}`;
}

/** Why one of two schemas does not read the other, if the layout says it. */
export function reasonOf(layout: Layout, reader: number, writer: number): SchemaReason | undefined {
  return layout.schemas?.reasons.find((each) => each.reader === reader && each.writer === writer);
}

/** "v3", or "the newest version". */
export function deployedText(version: number): string {
  return version >= NEWEST
    ? "the newest version"
    : version === 0
      ? "the version of the start"
      : `v${version}`;
}

function registryName({ context }: SchemaWords): string {
  return context.layout.schemas?.name ?? "the schema registry";
}

/** What a client is told, in words. */
const ERRORS: Readonly<Record<(typeof SCHEMA_ERRORS)[number], string>> = {
  NONE: "no error",
  incompatible: "it is not compatible with an earlier version",
  invalid: "it is ill-formed (422, error code 42201)",
  disabled: "the subject takes no new versions (DISABLED)",
  "not-found": "the registry does not have it (404, error code 40403) and auto.register.schemas = false",
  unreachable: "the registry cannot be reached",
};

/** Why a question to the registry failed, by its index into SCHEMA_ERRORS. */
export function schemaErrorText(error: number): string {
  return ERRORS[SCHEMA_ERRORS[error] ?? "NONE"];
}

function refused(row: FactRow, words: SchemaWords): string {
  const { layout } = words.context;
  const by = row.extra >= 0 ? `, which ${words.name(row.extra)} writes with` : "";
  const what = `${capital(registryName(words))} refuses ${schemaText(layout, row.what)}${by}`;
  if (row.offset <= 0) return `${what}: ${schemaErrorText(-row.offset)}.`;
  const reason = reasonOf(layout, row.what, row.offset) ?? reasonOf(layout, row.offset, row.what);
  const why = reason === undefined ? "" : ` ${reason.says}`;
  return `${what}: it does not go with ${versionText(layout, row.offset)} (${layout.schemas?.refusal ?? "409"}).${why}`;
}

function unreadable(row: FactRow, words: SchemaWords): string {
  const { layout } = words.context;
  const { reader, writer } = unpackSchemas(row.extra);
  const reason = reasonOf(layout, reader, writer);
  const why = reason === undefined ? unexplained(layout, reader, writer) : ` ${reason.says}`;
  return `${words.who} cannot read ${words.record}: it was written with ${versionText(layout, writer)}, the reader has ${schemaText(layout, reader)} (RecordDeserializationException).${why}`;
}

/** Of pairs that the layout has no reason for: an envelope's version, or a record whose value decides. */
function unexplained(layout: Layout, reader: number, writer: number): string {
  return writer > reader
    ? ` ${versionText(layout, writer)} is unknown to it.`
    : " It depends on what the record says.";
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export const SCHEMA_SENTENCES: Readonly<Record<SchemaFact & FactName, Sentence>> = {
  schemaRegistered: (row, w) =>
    `${capital(registryName(w))} has ${schemaText(w.context.layout, row.what)} now, under id ${numberText(row.offset)}${row.extra >= 0 ? `: ${w.name(row.extra)} registered it with its first message (auto.register.schemas)` : ""}.`,
  schemaRefused: refused,
  schemaFetched: (row, w) =>
    row.extra === 1
      ? `${w.who} learns that id ${numberText(row.offset)} is ${schemaText(w.context.layout, row.what)} and remembers it.`
      : `${w.who} learns that ${schemaText(w.context.layout, row.what)} has id ${numberText(row.offset)} and remembers it.`,
  schemaFetchFailed: (row, w) =>
    `${w.who} does not know id ${numberText(row.offset)} and gets no schema for it: ${schemaErrorText(row.extra)}. It waits in poll() and asks again.`,
  serializationFailed: (row, w) =>
    `send() of ${w.who} throws a SerializationException, and the message never reaches a topic: ${schemaText(w.context.layout, row.what)} has no id for it, since ${schemaErrorText(row.extra)}.`,
  deserializationFailed: unreadable,
  readDifferently(row, w) {
    const { layout } = w.context;
    const { reader, writer } = unpackSchemas(row.extra);
    const reason = reasonOf(layout, reader, writer);
    return `${w.who} reads ${w.record}, written with ${versionText(layout, writer)}, with ${schemaText(layout, reader)}: no error, but not what was written.${reason === undefined ? "" : ` ${reason.says}`}`;
  },
  upcast(row, w) {
    const { layout } = w.context;
    const { reader, writer } = unpackSchemas(row.extra);
    const steps = Array.from({ length: reader - writer + 1 }, (_, i) => versionText(layout, writer + i));
    return `${w.who} brings ${w.record} up by ${amountText(reader - writer, "step")}: ${steps.join(" → ")}.`;
  },
  deployed(row, w) {
    const writes = row.what >= 0 ? ` writes with ${deployedText(row.what)}` : "";
    const reads = row.offset >= 0 ? ` reads with ${deployedText(row.offset)}` : "";
    return `${w.who} begins with a new program: it${writes}${writes !== "" && reads !== "" ? " and" : ""}${reads} from now on.`;
  },
  registryDown: (_row, w) =>
    `${capital(registryName(w))} is down: what clients remember goes on working, new ids and new versions do not.`,
  registryUp: (_row, w) => `${capital(registryName(w))} answers again.`,
  compatibilityChanged: (row, w) =>
    `${row.who < 0 ? "The default compatibility" : `The compatibility of ${w.context.layout.schemas?.subjects[row.who]?.name ?? "the subject"}`} is ${COMPATIBILITY_MODES[row.what] ?? "another one"} from now on; what is registered stays.`,
};
