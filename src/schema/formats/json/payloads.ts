/** Documents of JSON Schemas judged as their readers' validators judge them. */
import type { Payloads, ReadOutcome, Understanding } from "#schema/payload.ts";
import { compareJson } from "./compare.ts";
import { withDefaults } from "./reads-defaults.ts";
import type { Failure } from "./reads-validate.ts";
import { validate } from "./reads-validate.ts";
import { typeOf } from "./reads-values.ts";
import { sampleDocument } from "./sample.ts";
import type { JsonSchema, SchemaNode, TypeName } from "./schema.ts";
import { resolved } from "./schema.ts";

export const jsonPayloads: Payloads<JsonSchema> = {
  sample: (schema, random) => sampleDocument(schema.root, random),
  understands,
  reads: (reader, _, value) => outcomeOf(validate(reader.root, withDefaults(reader.root, value).value)),
};

/** A validator takes a document as it is or not at all. The code is the keyword that minds. */
export function outcomeOf(failure: Failure | null): ReadOutcome {
  if (failure === null) return { kind: "same" };
  const { keyword, pointer, path, says } = failure;
  return { kind: "failed", code: keyword, path, says: `${says} (${pointer}/${keyword})` };
}

/** "by-payload" wherever it is not certain: then each document is looked at. */
function understands(reader: JsonSchema, writer: JsonSchema): Understanding {
  if (isApart(reader.root, writer.root)) return "never";
  if (reader.text !== writer.text && mayMindMore(reader)) return "by-payload";
  const differences = compareJson(reader, writer, { rules: "confluent", policy: "STRICT" });
  return differences.length === 0 ? "same" : "by-payload";
}

/**
 * Whether a schema may mind a document because a part of it allows more: two alternatives of oneOf that fit, what `not`
 * and `if` see. Registries do not look at that.
 */
function mayMindMore({ text, references }: JsonSchema): boolean {
  const texts = [text, ...[...references.values()].map((document) => document.text)];
  return texts.some((one) => /"(?:oneOf|not|if|maxContains)"/.test(one));
}

/** Whether no document of the writer's can be of the reader's types. */
function isApart(reader: SchemaNode, writer: SchemaNode): boolean {
  const [to, from] = [typesOf(reader), typesOf(writer)];
  if (to === undefined || from === undefined) return false;
  const fits = (type: TypeName) =>
    to.has(type) || (type === "integer" && to.has("number")) || (type === "number" && to.has("integer"));
  return ![...from].some(fits);
}

function typesOf(node: SchemaNode): ReadonlySet<TypeName> | undefined {
  const { always, ref, types, enum: listed, const: fixed } = resolved(node);
  if (always !== null || ref !== null) return undefined;
  if (fixed !== null) return new Set([typeOf(fixed.value)]);
  if (listed !== null) return new Set(listed.map(typeOf));
  return types === null ? undefined : new Set(types);
}
