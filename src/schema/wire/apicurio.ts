/**
 * Apicurio's frames: the byte 00 and the schema's id in 4 bytes (its default since version 3, made to be read by Confluent's
 * clients too) or in 8 bytes (its older handler).
 */
import { putNumber, takeNumber } from "./ids.ts";
import { putMessageIndexes, takeMessageIndexes } from "./message-indexes.ts";
import { FrameWriter, type WireFormat, readFrame } from "./wire-format.ts";

const MAGIC = 0x00;

export const apicurio4 = apicurio("apicurio-4", "Apicurio's header with an id of 4 bytes", 4);
export const apicurio8 = apicurio("apicurio-8", "Apicurio's header with an id of 8 bytes", 8);

function apicurio(name: string, title: string, size: 4 | 8): WireFormat {
  return {
    name,
    title,
    idKind: size === 4 ? "int32" : "int64",
    place: "payload",
    write(header) {
      const frame = new FrameWriter();
      frame.put([MAGIC], "magic byte", "0x00");
      putNumber(frame, header.schemaId, size);
      if (header.messageIndexes !== null) putMessageIndexes(frame, header.messageIndexes);
      return frame.done();
    },
    read: (bytes, protobuf) =>
      readFrame(bytes, (frame) => {
        frame.magic(MAGIC, title);
        const schemaId = takeNumber(frame, size);
        const messageIndexes = protobuf ? takeMessageIndexes(frame) : null;
        return { schemaId, messageIndexes, compressed: false };
      }),
  };
}
