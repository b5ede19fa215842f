/**
 * Confluent's newer frame, which is the same in every registry: the byte 01 and the 16 bytes of the schema's GUID, for
 * Protobuf the message indexes. Either in front of the payload, or in a record header while the payload stays bare.
 */
import type { Encoded } from "#schema/codec.ts";
import { expectEnd, putUuid, takeUuid } from "./ids.ts";
import { putMessageIndexes, takeMessageIndexes } from "./message-indexes.ts";
import { type FrameReader, FrameWriter, type WireFormat, type WireHeader, readFrame } from "./wire-format.ts";

const MAGIC = 0x01;

export const confluentGuid: WireFormat = {
  name: "confluent-guid",
  title: "Confluent's header with a GUID",
  idKind: "uuid",
  place: "payload",
  write,
  read: (bytes, protobuf) => readFrame(bytes, (frame) => read(frame, protobuf, confluentGuid.title)),
};

export const confluentRecordHeader: WireFormat = {
  name: "confluent-record-header",
  title: "Confluent's GUID in a record header",
  idKind: "uuid",
  place: "header",
  write,
  read: (bytes, protobuf) =>
    readFrame(bytes, (frame) => {
      const header = read(frame, protobuf, confluentRecordHeader.title);
      expectEnd(frame, bytes);
      return header;
    }),
};

function write(header: WireHeader): Encoded {
  const frame = new FrameWriter();
  frame.put([MAGIC], "magic byte", "0x01");
  putUuid(frame, header.schemaId);
  if (header.messageIndexes !== null) putMessageIndexes(frame, header.messageIndexes);
  return frame.done();
}

function read(frame: FrameReader, protobuf: boolean, title: string): WireHeader {
  frame.magic(MAGIC, title);
  const schemaId = takeUuid(frame);
  const messageIndexes = protobuf ? takeMessageIndexes(frame) : null;
  return { schemaId, messageIndexes, compressed: false };
}
