/** Documents of JSON Schemas as bytes and back through a validating reader; loaded on demand. */
import { unreachable } from "#base/assert.ts";
import type { Codec, Decoded, DecodeStep, Encoded } from "#schema/codec.ts";
import { EncodeError } from "#schema/codec.ts";
import type { JsonNode } from "#schema/json-text.ts";
import { parseJsonText } from "#schema/json-text.ts";
import type { JsonValue } from "#schema/payload.ts";
import { utf8Bytes, utf8Text } from "#schema/utf8.ts";
import { encodeText } from "./codec-text.ts";
import { traceDocument } from "./codec-trace.ts";
import { findCounterExample } from "./counter-example.ts";
import { outcomeOf } from "./payloads.ts";
import { withDefaults } from "./reads-defaults.ts";
import { validate } from "./reads-validate.ts";
import { shownValue } from "./reads-values.ts";
import type { JsonSchema } from "./schema.ts";

/** Objects and lists inside each other in one document. */
const DEPTH_MAX = 200;

function encode(schema: JsonSchema, value: JsonValue): Encoded {
  const failure = validate(schema.root, value);
  if (failure !== null) throw new EncodeError(failure.path, failure.says);
  return encodeText(value);
}

/** A reader of JSON does not know what the writer's schema was: the document says all. */
function decode(reader: JsonSchema, _: JsonSchema, bytes: Uint8Array): Decoded {
  const { text, valid } = utf8Text(bytes);
  if (!valid) return malformed("The bytes are no UTF-8.", bytes.length);
  const { root: tree, flaws } = parseJsonText(text, { depthMax: DEPTH_MAX, comments: false });
  const flaw = flaws.find(({ code }) => code !== "json-duplicate-key");
  const byteAt = byteOffsets(text, bytes.length);
  if (tree === null || flaw !== undefined) {
    return malformed(flaw?.says ?? "There is no document.", byteAt(flaw?.range.start ?? 0));
  }
  const { value, added } = withDefaults(reader.root, valueOf(tree));
  const failure = validate(reader.root, value);
  const outcome = outcomeOf(failure);
  const end = byteAt(tree.range.end);
  const defaults = added.map(({ path, value: put }): DecodeStep => {
    const says = `default ${shownValue(put)}, since the document has no such property`;
    return { path, action: "default", says, start: end, end };
  });
  const steps = [...defaults, ...traceDocument(reader.root, tree, failure, byteAt)];
  if (failure === null || outcome.kind !== "failed") return { steps, outcome, value };
  // A default that does not fit is nowhere in the bytes.
  if (steps.at(-1)?.action !== "failed") {
    steps.push({ path: failure.path, action: "failed", says: outcome.says, start: end, end });
  }
  return { steps, outcome, value: undefined };
}

function malformed(says: string, at: number): Decoded {
  return {
    steps: [{ path: "", action: "failed", says, start: at, end: at }],
    outcome: { kind: "failed", code: "MALFORMED", path: "", says },
    value: undefined,
  };
}

/** From characters to bytes of a text. */
function byteOffsets(text: string, byteCount: number): (character: number) => number {
  if (text.length === byteCount) return (character) => character;
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  let character = 0;
  for (const char of text) {
    const length = utf8Bytes(char).length;
    offsets[character] = at;
    at += length;
    character += char.length;
  }
  offsets[text.length] = at;
  return (asked) => offsets[asked] ?? at;
}

function valueOf(node: JsonNode): JsonValue {
  switch (node.kind) {
    case "object":
      return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
    case "array":
      return node.items.map(valueOf);
    case "null":
      return null;
    case "string":
    case "number":
    case "boolean":
      return node.value;
    default:
      return unreachable(node);
  }
}

export const jsonCodec: Codec<JsonSchema> = {
  encode,
  decode,
  counterExample: (reader, writer, difference) =>
    findCounterExample(reader, writer, difference, { encode, decode }),
};
