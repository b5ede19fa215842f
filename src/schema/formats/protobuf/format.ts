/** Protobuf as a schema format: proto2, proto3 and editions. */
import { defineFormat } from "#schema/format.ts";
import { compareProtobuf } from "./compare.ts";
import { explainProtobuf } from "./explain.ts";
import { fixesOf } from "./fixes.ts";
import { typeNamesOf } from "./message-indexes.ts";
import { normaliseProtobuf } from "./normalise.ts";
import { outlineOf } from "./outline.ts";
import { parseProtobuf } from "./parse.ts";
import { protobufPayloads } from "./payloads.ts";
import type { ProtoSchema } from "./schema.ts";

export const protobufFormat = defineFormat<ProtoSchema>({
  name: "protobuf",
  title: "Protobuf",
  extensions: [".proto"],
  parse: parseProtobuf,
  compare: compareProtobuf,
  explain: explainProtobuf,
  fixes: fixesOf,
  outline: outlineOf,
  typeNames: typeNamesOf,
  normalise: normaliseProtobuf,
  payloads: protobufPayloads,
  loadCodec: async () => (await import("./codec.ts")).protobufCodec,
});
