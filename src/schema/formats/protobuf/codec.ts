/** Protobuf's codec: protobufjs encodes and decodes, our own reading of the same bytes tells what each of them is. */
import { type Codec, type Decoded, EncodeError } from "#schema/codec.ts";
import { spansOf } from "./codec-spans.ts";
import { counterExample } from "./counter-example.ts";
import { decodeTree } from "./decode-bytes.ts";
import { jsonOfTree } from "./decode-json.ts";
import { treeOfJson } from "./encode-json.ts";
import { reflectionOf } from "./protobufjs-reflection.ts";
import { messageOfTree, treeOfMessage } from "./protobufjs-values.ts";
import { outcomeOf, readersMessage } from "./reads.ts";
import { type ProtoSchema, mainMessage } from "./schema.ts";
import { type RecordType, traceDecode } from "./trace.ts";

export const protobufCodec: Codec<ProtoSchema> = {
  encode(schema, value) {
    const message = mainMessage(schema);
    if (message === null) throw new EncodeError("", "The file has no message to write.");
    const bytes = encodeWithProtobufjs({ schema, message }, value);
    return { bytes, spans: spansOf(schema, message, bytes) };
  },
  decode(reader, writer, bytes) {
    const written = mainMessage(writer);
    const message = written === null ? mainMessage(reader) : readersMessage(reader, written);
    if (message === null || written === null) {
      return { steps: [], outcome: { kind: "same" }, value: undefined };
    }
    return decodeRecord({ schema: reader, message }, { schema: writer, message: written }, bytes);
  },
  counterExample: (reader, writer, difference) =>
    counterExample(reader, writer, difference, encodeWithProtobufjs, decodeRecord),
};

function encodeWithProtobufjs(
  { schema, message }: RecordType,
  value: Parameters<typeof treeOfJson>[2],
): Uint8Array {
  const tree = treeOfJson(schema, message, value);
  return reflectionOf(schema).encode(message, messageOfTree(schema, tree)).slice();
}

function decodeRecord(reader: RecordType, writer: RecordType, bytes: Uint8Array): Decoded {
  const { steps, read } = traceDecode(reader, writer, bytes);
  const written = decodeTree(writer.schema, writer.message, bytes);
  const outcome = outcomeOf(reader.schema, writer.schema, written.ok ? written.tree : null, read);
  if (!read.ok) return { steps, outcome, value: undefined };
  const { schema, message } = reader;
  try {
    const decoded = reflectionOf(schema).decode(message, bytes);
    const value = jsonOfTree(schema, treeOfMessage(schema, message, decoded));
    return { steps, outcome, value };
  } catch {
    // protobufjs asks for required fields before all parts of a message are merged; the specification does not.
    return { steps, outcome, value: jsonOfTree(schema, read.tree) };
  }
}
