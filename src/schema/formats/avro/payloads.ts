/** Records of Avro schemas judged without bytes, by the rules by which Avro's Java reader decodes them. */
import { EncodeError } from "#schema/codec.ts";
import type { Payloads } from "#schema/payload.ts";
import { datumFromJson, rootPath } from "./reads-json.ts";
import { sampleOf } from "./sample.ts";
import type { AvroSchema } from "./schema.ts";
import { traceRead } from "./trace.ts";
import { understandsType } from "./understands.ts";

export const avroPayloads: Payloads<AvroSchema> = {
  sample: (schema, random) => sampleOf(schema.root.type, random),
  understands: (reader, writer) => understandsType(reader.root.type, writer.root.type),
  reads: (reader, writer, value) => {
    try {
      const datum = datumFromJson(writer.root.type, value, rootPath(writer.root.type));
      return traceRead(reader.root.type, datum, rootPath(reader.root.type), false).outcome;
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error;
      return { kind: "failed", code: "NO_RECORD", path: error.path, says: error.message };
    }
  },
};
