/** `$schema`: which draft of JSON Schema a text is written in. */
import { memberOf, type JsonNode } from "#schema/json-text.ts";
import type { Dialect } from "./schema.ts";

/** By `$schema` without `http(s)://` and `#`; as Confluent's SpecificationVersion knows them. */
const DIALECT_BY_URL: ReadonlyMap<string, Dialect> = new Map([
  ["json-schema.org/draft-04/schema", "draft-04"],
  ["json-schema.org/draft-06/schema", "draft-06"],
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft/2019-09/schema", "2019-09"],
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
]);

export interface DialectOf {
  readonly dialect: Dialect;
  /** `$schema` is there and known. */
  readonly isWritten: boolean;
  /** `$schema` as written where nobody knows it, else null. */
  readonly unknown: string | null;
}

/** The dialect of a text; draft 7 where `$schema` is absent or unknown, as Confluent's registry takes it. */
export function dialectOf(root: JsonNode): DialectOf {
  const value = memberOf(root, "$schema")?.value;
  if (value?.kind !== "string") return { dialect: "draft-07", isWritten: false, unknown: null };
  const dialect = DIALECT_BY_URL.get(bare(value.value));
  return dialect === undefined
    ? { dialect: "draft-07", isWritten: false, unknown: value.value }
    : { dialect, isWritten: true, unknown: null };
}

/** Whether a URL is that of a known meta-schema, which a schema may refer to without bringing it along. */
export function isMetaSchema(url: string): boolean {
  return DIALECT_BY_URL.has(bare(url));
}

function bare(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/#$/, "");
}
