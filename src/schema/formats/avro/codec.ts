/** Avro records as bytes and back, by Avro's Java reader; loaded on demand. */
import type { Codec, Decoded, Encoded } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import { encodeWithAvsc } from "./codec-avsc.ts";
import { findCounterExample } from "./counter-example.ts";
import { datumFromBytes } from "./decode-bytes.ts";
import { encodeDatum } from "./encode-bytes.ts";
import { datumFromJson, rootPath } from "./reads-json.ts";
import type { AvroSchema } from "./schema.ts";
import { traceRead } from "./trace.ts";

function encode(schema: AvroSchema, value: JsonValue): Encoded {
  const path = rootPath(schema.root.type);
  const datum = datumFromJson(schema.root.type, value, path);
  const encoded = encodeDatum(datum, path);
  // The same bytes (the tests hold them together); those of another maker are a proof.
  return { bytes: encodeWithAvsc(datum) ?? encoded.bytes, spans: encoded.spans };
}

function decode(reader: AvroSchema, writer: AvroSchema, bytes: Uint8Array): Decoded {
  const datum = datumFromBytes(writer.root.type, bytes);
  const trace = traceRead(reader.root.type, datum, rootPath(reader.root.type), true);
  const left = bytes.length - datum.end;
  if (trace.outcome.kind === "failed" || left === 0) return trace;
  const says = `${left === 1 ? "1 byte is" : `${left} bytes are`} left over, and nobody reads them`;
  const rest = { path: "", action: "skipped", says, start: datum.end, end: bytes.length } as const;
  return { ...trace, steps: [...trace.steps, rest] };
}

export const avroCodec: Codec<AvroSchema> = {
  encode,
  decode,
  counterExample: (reader, writer, difference) =>
    findCounterExample(reader, writer, difference, { encode, decode }),
};
