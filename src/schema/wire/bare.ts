/** No frame: the record's bytes alone. Reader and writer have agreed on the schema elsewhere. */
import type { WireFormat } from "./wire-format.ts";

export const bare: WireFormat = {
  name: "bare",
  title: "No header",
  idKind: "none",
  place: "payload",
  write: () => ({ bytes: new Uint8Array(0), spans: [] }),
  read: () => ({
    ok: true,
    header: { schemaId: null, messageIndexes: null, compressed: false },
    spans: [],
    payloadStart: 0,
  }),
};
