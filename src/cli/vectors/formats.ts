import { accumulatorFormat } from "./accumulator.ts";
import { assignorsFormat } from "./assignors.ts";
import { classicGroupFormat } from "./classic-group.ts";
import { compactionFormat } from "./compaction.ts";
import { consumerProtocolFormat } from "./consumer-protocol.ts";
import type { VectorFormat } from "./format.ts";
import { logTxnFormat } from "./log-txn.ts";
import { murmur2Format } from "./murmur2.ts";
import { retentionFormat } from "./retention.ts";
import { apicurioAvroFormat } from "./schema-apicurio-avro.ts";
import { apicurioJsonFormat } from "./schema-apicurio-json.ts";
import { avroPairsFormat } from "./schema-avro.ts";

/** Every kind of vector file that can be replayed. */
export const VECTOR_FORMATS: readonly VectorFormat[] = [
  murmur2Format,
  assignorsFormat,
  classicGroupFormat,
  consumerProtocolFormat,
  retentionFormat,
  logTxnFormat,
  compactionFormat,
  accumulatorFormat,
  avroPairsFormat,
  apicurioAvroFormat,
  apicurioJsonFormat,
];
