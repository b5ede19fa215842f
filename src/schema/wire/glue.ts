/**
 * AWS Glue's frame: the byte 03, a byte for the compression (00 none, 05 zlib), the 16 bytes of the schema version's UUID.
 * For Protobuf one plain varint follows, packed together with the payload: the message's place among all messages of
 * the file, sorted by full name.
 */
import { putUuid, takeUuid } from "./ids.ts";
import { FrameWriter, type WireFormat, hex, readFrame, varintBytes } from "./wire-format.ts";

const MAGIC = 0x03;
const PLAIN = 0x00;
const ZLIB = 0x05;

export const glue: WireFormat = {
  name: "glue",
  title: "AWS Glue's header",
  idKind: "uuid",
  place: "payload",
  write(header) {
    const frame = new FrameWriter();
    frame.put([MAGIC], "magic byte", "0x03");
    if (header.compressed) frame.put([ZLIB], "compression", "packed by zlib");
    else frame.put([PLAIN], "compression", "not compressed");
    putUuid(frame, header.schemaId);
    if (header.messageIndexes !== null && !header.compressed) {
      const [index, ...more] = header.messageIndexes;
      if (
        index === undefined ||
        more.length > 0 ||
        !Number.isInteger(index) ||
        index < 0 ||
        index > 0x7fff_ffff
      ) {
        throw new RangeError(
          `Glue names a message by one place from 0, not ${JSON.stringify(header.messageIndexes)}.`,
        );
      }
      frame.put(varintBytes(index), "message index", `message ${index} by full name`);
    }
    return frame.done();
  },
  read: (bytes, protobuf) =>
    readFrame(bytes, (frame) => {
      frame.magic(MAGIC, glue.title);
      const compression = frame.take(1, "compression byte")[0] ?? 0;
      if (compression !== PLAIN && compression !== ZLIB) {
        frame.fail(
          `The compression byte is ${hex(compression)}; Glue knows 0x00 (none) and 0x05 (zlib).`,
          "Look whether this record was written by Glue's serializer.",
        );
      }
      const compressed = compression === ZLIB;
      frame.mark(1, "compression", compressed ? "packed by zlib" : "not compressed");
      const schemaId = takeUuid(frame);
      if (!protobuf || compressed) return { schemaId, messageIndexes: null, compressed };
      const start = frame.at;
      const index = frame.varint("message index");
      frame.mark(start, "message index", `message ${index} by full name`);
      return { schemaId, messageIndexes: [index], compressed };
    }),
};
