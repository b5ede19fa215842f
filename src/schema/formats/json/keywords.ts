/** The keywords of JSON Schema: what each holds, and in which dialects it means something. */
import { DIALECTS, type Dialect } from "./schema.ts";

export type KeywordShape =
  | "any"
  | "boolean"
  | "count"
  | "dependencies"
  | "exclusive limit"
  | "items"
  | "name lists"
  | "names"
  | "number"
  | "pattern"
  | "pattern schemas"
  | "positive"
  | "schema"
  | "schema list"
  | "schema map"
  | "text"
  | "types"
  | "uri"
  | "values";

export interface KeywordInfo {
  readonly shape: KeywordShape;
  readonly since: Dialect;
  /** The last dialect that knows it. */
  readonly until: Dialect;
  /** Whether it says which documents are valid, not only something about them. */
  readonly asserts: boolean;
}

const info = (
  shape: KeywordShape,
  asserts: boolean,
  since: Dialect = "draft-04",
  until: Dialect = "2020-12",
): KeywordInfo => ({ shape, since, until, asserts });

const KEYWORDS: ReadonlyMap<string, KeywordInfo> = new Map([
  ["$schema", info("uri", false)],
  ["$id", info("uri", false, "draft-06")],
  ["id", info("uri", false, "draft-04", "draft-04")],
  ["$ref", info("uri", true)],
  ["$anchor", info("text", false, "2019-09")],
  ["$dynamicRef", info("uri", true, "2020-12")],
  ["$dynamicAnchor", info("text", false, "2020-12")],
  ["$recursiveRef", info("uri", true, "2019-09", "2019-09")],
  ["$recursiveAnchor", info("boolean", false, "2019-09", "2019-09")],
  ["$vocabulary", info("any", false, "2019-09")],
  ["$comment", info("text", false, "draft-07")],
  ["$defs", info("schema map", false)],
  ["definitions", info("schema map", false)],
  ["title", info("text", false)],
  ["description", info("text", false)],
  ["default", info("any", false)],
  ["examples", info("any", false, "draft-06")],
  ["deprecated", info("boolean", false, "2019-09")],
  ["readOnly", info("boolean", false, "draft-07")],
  ["writeOnly", info("boolean", false, "draft-07")],
  ["type", info("types", true)],
  ["enum", info("values", true)],
  ["const", info("any", true, "draft-06")],
  ["minLength", info("count", true)],
  ["maxLength", info("count", true)],
  ["pattern", info("pattern", true)],
  ["format", info("text", true)],
  ["contentEncoding", info("text", false, "draft-07")],
  ["contentMediaType", info("text", false, "draft-07")],
  ["contentSchema", info("schema", false, "2019-09")],
  ["minimum", info("number", true)],
  ["maximum", info("number", true)],
  ["exclusiveMinimum", info("exclusive limit", true)],
  ["exclusiveMaximum", info("exclusive limit", true)],
  ["multipleOf", info("positive", true)],
  ["properties", info("schema map", true)],
  ["patternProperties", info("pattern schemas", true)],
  ["additionalProperties", info("schema", true)],
  ["unevaluatedProperties", info("schema", true, "2019-09")],
  ["propertyNames", info("schema", true, "draft-06")],
  ["required", info("names", true)],
  ["minProperties", info("count", true)],
  ["maxProperties", info("count", true)],
  ["dependencies", info("dependencies", true, "draft-04", "draft-07")],
  ["dependentRequired", info("name lists", true, "2019-09")],
  ["dependentSchemas", info("schema map", true, "2019-09")],
  ["items", info("items", true)],
  ["prefixItems", info("schema list", true, "2020-12")],
  ["additionalItems", info("schema", true, "draft-04", "2019-09")],
  ["unevaluatedItems", info("schema", true, "2019-09")],
  ["contains", info("schema", true, "draft-06")],
  ["minContains", info("count", true, "2019-09")],
  ["maxContains", info("count", true, "2019-09")],
  ["minItems", info("count", true)],
  ["maxItems", info("count", true)],
  ["uniqueItems", info("boolean", true)],
  ["allOf", info("schema list", true)],
  ["anyOf", info("schema list", true)],
  ["oneOf", info("schema list", true)],
  ["not", info("schema", true)],
  ["if", info("schema", true, "draft-07")],
  ["then", info("schema", true, "draft-07")],
  ["else", info("schema", true, "draft-07")],
]);

/** What is known of a keyword; undefined where no dialect has it. */
export function keywordNamed(name: string): KeywordInfo | undefined {
  return KEYWORDS.get(name);
}

/** Names of all keywords that a dialect knows. */
export function keywordsOf(dialect: Dialect): readonly string[] {
  return [...KEYWORDS].flatMap(([name, keyword]) => (isKnownIn(keyword, dialect) ? [name] : []));
}

/** Whether a keyword means something in a dialect; in others it is ignored. */
export function isKnownIn({ since, until }: KeywordInfo, dialect: Dialect): boolean {
  const at = DIALECTS.indexOf(dialect);
  return at >= DIALECTS.indexOf(since) && at <= DIALECTS.indexOf(until);
}

/** What a keyword must hold, in words. */
export function shapeInWords(shape: KeywordShape, dialect: Dialect): string {
  switch (shape) {
    case "any":
      return "any value";
    case "boolean":
      return "true or false";
    case "count":
      return "a whole number from 0 on";
    case "dependencies":
      return "an object of name lists or schemas";
    case "exclusive limit":
      return dialect === "draft-04" ? "true or false" : "a number";
    case "items":
      return dialect === "2020-12" ? "a schema" : "a schema or a list of schemas";
    case "name lists":
      return "an object of name lists";
    case "names":
      return "a list of texts";
    case "number":
      return "a number";
    case "pattern":
      return "a regular expression as text";
    case "pattern schemas":
      return "an object of schemas whose keys are regular expressions";
    case "positive":
      return "a number above 0";
    case "schema":
      return dialect === "draft-04" ? "a schema (an object)" : "a schema: an object, true or false";
    case "schema list":
      return "a list of at least one schema";
    case "schema map":
      return "an object of schemas";
    case "text":
    case "uri":
      return "a text";
    case "types":
      return "a type's name or a list of them";
    case "values":
      return "a list of at least one value";
  }
}
