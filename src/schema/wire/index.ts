/** All ways of framing a record. A new one is a file and a line here. */
import { apicurio4, apicurio8 } from "./apicurio.ts";
import { bare } from "./bare.ts";
import { confluentGuid, confluentRecordHeader } from "./confluent-guid.ts";
import { confluentId } from "./confluent-id.ts";
import { glue } from "./glue.ts";
import type { WireFormat } from "./wire-format.ts";

export const WIRE_FORMATS: readonly WireFormat[] = [
  confluentId,
  confluentGuid,
  confluentRecordHeader,
  glue,
  apicurio4,
  apicurio8,
  bare,
];

/** The way of framing with that name; undefined if there is none. */
export function wireFormat(name: string): WireFormat | undefined {
  return WIRE_FORMATS.find((format) => format.name === name);
}
