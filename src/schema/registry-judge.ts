/** What the registry must know of schemas, as a port: a simulation answers it from a table, everybody else by the formats. */
import { checkVersion, type Finding, type NamedSchema } from "./check.ts";
import type { FormatName, RuleSet, SchemaFormat } from "./format.ts";
import { confluentTrailer } from "./formats/avro/confluent-message.ts";
import type { CompatibilityMode } from "./modes.ts";
import type { SchemaContent } from "./registry-state.ts";

/** A content with the texts of all that it refers to, also indirectly, by reference name. */
export interface Resolved {
  readonly content: SchemaContent;
  readonly references: ReadonlyMap<string, string>;
}

export type WellFormed =
  | { readonly ok: true; /** The registry's normal form. */ readonly normal: string }
  | { readonly ok: false; /** Why it is refused. */ readonly message: string };

export interface Decision {
  readonly mode: CompatibilityMode;
  readonly rules: RuleSet;
  readonly policy: "STRICT" | "LENIENT";
  readonly candidate: Resolved;
  /** Oldest first, with their numbers; all of the candidate's format. */
  readonly versions: readonly (Resolved & { readonly version: number })[];
}

export interface Judge {
  parse(resolved: Resolved, isNew: boolean): WellFormed;
  /** The registry's lines on each difference that breaks; none if it is compatible. */
  incompatibilities(decision: Decision): readonly string[];
}

/** A judge that parses and compares. `rawText` is the registry's wording of a finding where the format has none of its own. */
export function judgeOf(
  formats: Readonly<Record<FormatName, SchemaFormat>>,
  rawText: (finding: Finding) => string = ({ difference: { code, message, location } }) =>
    `{errorType:"${code}", description:"${message} (path '${location}')"}`,
): Judge {
  const schemaOf = ({ content, references }: Resolved, isNew: boolean) =>
    formats[content.format].parse(content.text, { references, isNew });
  return {
    parse: (resolved, isNew) => {
      const { schema, problems } = schemaOf(resolved, isNew);
      const error = problems.find(({ severity }) => severity === "error");
      if (error !== undefined) return { ok: false, message: error.says };
      if (schema === null) return { ok: false, message: "The schema cannot be read." };
      return { ok: true, normal: formats[resolved.content.format].normalise(schema) };
    },
    incompatibilities: ({ mode, rules, policy, candidate, versions }) => {
      const format = formats[candidate.content.format];
      const named = versions.map((stored): NamedSchema => ({
        name: `v${stored.version}`,
        schema: schemaOf(stored, false).schema,
      }));
      const { schema } = schemaOf(candidate, true);
      // A stored text that nothing can be compared with, under Apicurio without VALIDITY, breaks for all.
      if (schema === null || named.some((version) => version.schema === null)) {
        return ["The schemas cannot be compared, since one of them is not well-formed."];
      }
      const options = { rules, policy };
      const check = checkVersion({
        format,
        options,
        mode,
        versions: named,
        candidate: { name: "new", schema },
      });
      const breaking = check.findings.filter(({ difference }) => difference.breaks);
      const line = (finding: Finding): string =>
        format.registryText?.(finding.difference, finding.direction === "backward" ? "new" : "old") ??
        rawText(finding);
      if (rules !== "confluent" && rules !== "confluent-8.3") return breaking.map(line);
      // Confluent's registry stops at the first version that fails, and tells which one it was.
      const failed = versions.find(({ version }) => `v${version}` === breaking[0]?.version);
      if (failed === undefined) return [];
      const lines = breaking.filter(({ version }) => version === `v${failed.version}`).map(line);
      const old = { version: failed.version, text: failed.content.text, mode, validateFields: false };
      return [...lines, ...confluentTrailer(old)];
    },
  };
}
