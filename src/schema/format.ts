/** What a schema format is: one folder in `formats/`, one line in its `index.ts`. */
import type { Codec } from "./codec.ts";
import type { Difference, Explanation, Fix, Parsed, Side } from "./difference.ts";
import type { OutlineNode } from "./outline.ts";
import type { Payloads } from "./payload.ts";

export const FORMAT_NAMES = ["avro", "protobuf", "json"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Whose rules judge. `confluent-8.3`: releases up to 8.3.1; `confluent`: from then on; `buf-wire`: buf breaking, category WIRE. */
export const RULE_SETS = ["confluent", "confluent-8.3", "apicurio", "glue", "buf-wire"] as const;
export type RuleSet = (typeof RULE_SETS)[number];

/** How a comparison is made. */
export interface CompareOptions {
  readonly rules: RuleSet;
  /** Confluent's `compatibilityPolicy`; matters for JSON Schema only. */
  readonly policy: "STRICT" | "LENIENT";
}

/** What a schema's text may refer to. */
export interface ParseOptions {
  /** Texts of referenced schemas by reference name: Avro's full type name, Protobuf's import path, JSON Schema's $ref URL. */
  readonly references?: ReadonlyMap<string, string>;
  /** As at registration (defaults must fit, names are strict); false as for stored versions. */
  readonly isNew: boolean;
}

export interface SchemaFormat<S = unknown> {
  readonly name: FormatName;
  readonly title: string;
  /** Of files, with the dot, the usual one first. */
  readonly extensions: readonly string[];
  /** Never throws, whatever the text is; bounded time. */
  parse(text: string, options: ParseOptions): Parsed<S>;
  /**
   * Whether `reader` can read what `writer` wrote, by the registry's rules: all findings, also those accepted ones that
   * people should know of. BACKWARD: reader = new. FORWARD: reader = old.
   */
  compare(reader: S, writer: S, options: CompareOptions): readonly Difference[];
  explain(difference: Difference, names: { readonly reader: string; readonly writer: string }): Explanation;
  /** Edits of the side's text that make the difference go away (proved by tests: comparing again does not find it). */
  fixes(difference: Difference, reader: S, writer: S, editable: Side): readonly Fix[];
  outline(schema: S): readonly OutlineNode[];
  /** Full names of the types at the top, the main one first: naming strategies and message indexes ask for it. */
  typeNames(schema: S): readonly string[];
  /** The registry's normal form (`normalize=true`): texts that differ only in ways without meaning become equal. */
  normalise(schema: S): string;
  /**
   * Confluent's own line on a difference that breaks, where the format has a wording of its own. `reader`: whether the
   * schema being registered reads (BACKWARD, "new") or a registered one does (FORWARD, "old").
   */
  registryText?(difference: Difference, reader: "new" | "old"): string;
  readonly payloads: Payloads<S>;
  /** Encoding and decoding, a chunk of its own. */
  loadCodec(): Promise<Codec<S>>;
}

/** Keeps the schema type of a format inside its folder: from outside a schema is opaque. */
export function defineFormat<S>(format: SchemaFormat<S>): SchemaFormat<unknown> {
  // The only S a caller can hold is one that this very format parsed.
  return format as SchemaFormat<unknown>;
}
