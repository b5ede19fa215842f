/** Records of Protobuf schemas without any library: small enough for the simulator's worker. */
import type { Payloads } from "#schema/payload.ts";
import { reads } from "./reads.ts";
import { sample } from "./sample.ts";
import type { ProtoSchema } from "./schema.ts";
import { understands } from "./understands.ts";

export const protobufPayloads: Payloads<ProtoSchema> = { sample, understands, reads };
