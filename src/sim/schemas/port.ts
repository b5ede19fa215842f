/** The answers to what the simulator asks about schemas: parsed once, compared and read once a pair. */
import { checkVersion, differencesOf, type NamedSchema } from "#schema/check.ts";
import type { Difference } from "#schema/difference.ts";
import type { CompareOptions, FormatName, SchemaFormat } from "#schema/format.ts";
import { formatNamed } from "#schema/formats/index.ts";
import { COMPATIBILITY_MODES, type CompatibilityMode } from "#schema/modes.ts";
import type { JsonValue, Random, ReadOutcome, Understanding } from "#schema/payload.ts";
import { modeNamed, type RegistryProfile } from "#schema/registry-profile.ts";
import { registries } from "#schema/registries/index.ts";
import type { SchemaReason } from "#sim/layout.ts";
import { packSchemas, schemaError, type SchemaPort, type SchemaVerdict } from "#sim/schema-port.ts";
import type { SchemasPlan, SubjectPlan } from "#sim/schemas-plan.ts";
import { referencesOf } from "./references.ts";

const ports = new WeakMap<SchemasPlan, SchemaPort>();

/** The port of a plan; the same one for every run of it. */
export function schemaPort(plan: SchemasPlan): SchemaPort {
  let port = ports.get(plan);
  if (port === undefined) ports.set(plan, (port = new FormatsPort(plan)));
  return port;
}

/** The mode that a profile knows by a name; `undefined` for none, null for Glue's DISABLED. */
export function modeOf(profile: RegistryProfile, name: string): CompatibilityMode | null | undefined {
  const own = modeNamed(profile, name);
  return own === undefined ? COMPATIBILITY_MODES.find((mode) => mode === name) : own.mode;
}

/** How many records by-payload pairs remember; then they are judged anew. */
const REMEMBERED_MAX = 50_000;

class FormatsPort implements SchemaPort {
  readonly #plan: SchemasPlan;
  readonly #profile: RegistryProfile;
  readonly #parsed = new Map<number, unknown>();
  readonly #understood = new Map<number, Understanding>();
  readonly #outcomes = new Map<number, ReadOutcome>();
  readonly #byPayload = new Map<number, Map<number, ReadOutcome>>();
  readonly #seed: number;

  constructor(plan: SchemasPlan) {
    this.#plan = plan;
    this.#profile = registries[plan.profile];
    this.#seed = hashOf(plan.seed);
  }

  isUsable(schema: number): boolean {
    return this.#schema(schema) !== null;
  }

  refuses(candidate: number, registered: readonly number[], modeName: string): SchemaVerdict | null {
    const subject = this.#subject(candidate);
    const format = formatNamed(subject.format);
    if (format === undefined || !this.isUsable(candidate))
      return { against: 0, error: schemaError("invalid") };
    const mode = modeOf(this.#profile, modeName);
    if (mode === null) return { against: 0, error: schemaError("disabled") };
    const versions = registered
      .filter((schema) => this.isUsable(schema))
      .map((schema) => this.#named(schema));
    const { findings } = checkVersion({
      format,
      options: this.#options(format.name),
      mode: mode ?? "NONE",
      versions,
      candidate: this.#named(candidate),
    });
    const breaking = findings.find(({ difference }) => difference.breaks);
    return breaking === undefined
      ? null
      : { against: Number(breaking.version), error: schemaError("incompatible") };
  }

  reads(reader: number, writer: number, message: number): ReadOutcome {
    const pair = packSchemas(reader, writer);
    const known = this.#outcomes.get(pair);
    if (known !== undefined) return known;
    const format = formatNamed(this.#subject(writer).format);
    const [readerSchema, writerSchema] = [this.#schema(reader), this.#schema(writer)];
    if (format === undefined || readerSchema === null || writerSchema === null) {
      return this.#remember(pair, {
        kind: "failed",
        code: "INVALID_SCHEMA",
        path: "",
        says: "One of the two schemas is not well-formed.",
      });
    }
    if (reader === writer) return this.#remember(pair, SAME);
    let understanding = this.#understood.get(pair);
    if (understanding === undefined) {
      understanding = format.payloads.understands(readerSchema, writerSchema);
      this.#understood.set(pair, understanding);
    }
    if (understanding === "same") return this.#remember(pair, SAME);
    return this.#ofMessage({ format, readerSchema, writerSchema, pair, message });
  }

  reason(reader: number, writer: number): SchemaReason | null {
    const format = formatNamed(this.#subject(writer).format);
    const [readerSchema, writerSchema] = [this.#schema(reader), this.#schema(writer)];
    if (format === undefined || readerSchema === null || writerSchema === null || reader === writer)
      return null;
    const comparison = { format, options: this.#options(format.name) };
    const differences = differencesOf(comparison, readerSchema, writerSchema);
    const first = differences.find(({ breaks }) => breaks) ?? differences.find(changesData);
    if (first === undefined) return null;
    const explained = format.explain(first, { reader: this.#name(reader), writer: this.#name(writer) });
    return {
      reader,
      writer,
      code: first.code,
      path: first.reader.path === "" ? first.writer.path : first.reader.path,
      says: first.breaks ? explained.says : (first.dataEffect ?? explained.says),
      tryThis: explained.tryThis,
    };
  }

  isSame(a: number, b: number): boolean {
    const [one, other] = [this.#text(a), this.#text(b)];
    return (
      this.#subject(a).format === this.#subject(b).format &&
      one.text === other.text &&
      JSON.stringify(one.references) === JSON.stringify(other.references)
    );
  }

  #ofMessage(of: {
    readonly format: SchemaFormat;
    readonly readerSchema: unknown;
    readonly writerSchema: unknown;
    readonly pair: number;
    readonly message: number;
  }): ReadOutcome {
    const { format, readerSchema, writerSchema, pair, message } = of;
    let outcomes = this.#byPayload.get(pair);
    if (outcomes === undefined) this.#byPayload.set(pair, (outcomes = new Map()));
    let outcome = outcomes.get(message);
    if (outcome === undefined) {
      const value: JsonValue = format.payloads.sample(writerSchema, randomOf(this.#seed, message));
      outcome = format.payloads.reads(readerSchema, writerSchema, value);
      if (outcomes.size >= REMEMBERED_MAX) outcomes.clear();
      outcomes.set(message, outcome);
    }
    return outcome;
  }

  #remember(pair: number, outcome: ReadOutcome): ReadOutcome {
    this.#outcomes.set(pair, outcome);
    return outcome;
  }

  #subject(schema: number): SubjectPlan {
    return this.#plan.subjects[this.#plan.subjectOf[schema]!]!;
  }

  #text(schema: number): SubjectPlan["texts"][number] {
    const subject = this.#subject(schema);
    return subject.texts[schema - subject.first]!;
  }

  #name(schema: number): string {
    return `v${schema - this.#subject(schema).first + 1}`;
  }

  #named(schema: number): NamedSchema {
    return { name: String(schema), schema: this.#schema(schema) };
  }

  #options(format: FormatName): CompareOptions {
    const policy = this.#profile.hasLenientPolicy ? this.#plan.policy : "STRICT";
    return { rules: this.#profile.rules[format], policy };
  }

  #schema(schema: number): unknown {
    const known = this.#parsed.get(schema);
    if (known !== undefined) return known;
    const format = formatNamed(this.#subject(schema).format);
    const references = referencesOf(this.#plan.subjects, this.#text(schema).references);
    const parsed = format?.parse(this.#text(schema).text, { references, isNew: false }).schema ?? null;
    this.#parsed.set(schema, parsed);
    return parsed;
  }
}

const SAME: ReadOutcome = { kind: "same" };

function changesData({ dataEffect }: Difference): boolean {
  return dataEffect !== undefined;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** What a message says is a function of the run's seed and its number: mulberry32. */
function randomOf(seed: number, message: number): Random {
  let state = Math.imul(seed ^ (message + 1), 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
