/** Confluent's usual frame: the byte 00, the schema id in 4 bytes, for Protobuf the message indexes. */
import { putNumber, takeNumber } from "./ids.ts";
import { putMessageIndexes, takeMessageIndexes } from "./message-indexes.ts";
import { FrameWriter, type WireFormat, readFrame } from "./wire-format.ts";

const MAGIC = 0x00;

export const confluentId: WireFormat = {
  name: "confluent-id",
  title: "Confluent's header with an id",
  idKind: "int32",
  place: "payload",
  write(header) {
    const frame = new FrameWriter();
    frame.put([MAGIC], "magic byte", "0x00");
    putNumber(frame, header.schemaId, 4);
    if (header.messageIndexes !== null) putMessageIndexes(frame, header.messageIndexes);
    return frame.done();
  },
  read: (bytes, protobuf) =>
    readFrame(bytes, (frame) => {
      frame.magic(MAGIC, confluentId.title);
      const schemaId = takeNumber(frame, 4);
      const messageIndexes = protobuf ? takeMessageIndexes(frame) : null;
      return { schemaId, messageIndexes, compressed: false };
    }),
};
