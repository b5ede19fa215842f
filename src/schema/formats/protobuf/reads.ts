/** What a reader makes of one record: really written and really read, by our own small encoder and decoder. */
import { EncodeError } from "#schema/codec.ts";
import type { JsonValue, ReadOutcome } from "#schema/payload.ts";
import type { Tree } from "./codec-tree.ts";
import { type DecodedTree, decodeTree } from "./decode-bytes.ts";
import { bytesOfTree } from "./encode-bytes.ts";
import { treeOfJson } from "./encode-json.ts";
import { lossBetween } from "./reads-compare.ts";
import { type ProtoMessage, type ProtoSchema, mainMessage, messageNamed } from "./schema.ts";

/**
 * The message that a reader takes records of the writer's message for: the one of the same full name, as the generated
 * class of a consumer is; else its main one. null in a file without messages.
 */
export function readersMessage(reader: ProtoSchema, written: ProtoMessage): ProtoMessage | null {
  return messageNamed(reader, written.fullName) ?? mainMessage(reader);
}

/** `Payloads.reads`. A value that is no record of the writer is a failure with the code `NOT_A_RECORD`. */
export function reads(reader: ProtoSchema, writer: ProtoSchema, value: JsonValue): ReadOutcome {
  const message = mainMessage(writer);
  const readAs = message === null ? null : readersMessage(reader, message);
  if (message === null || readAs === null) return { kind: "same" };
  let tree: Tree;
  try {
    tree = treeOfJson(writer, message, value);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    return { kind: "failed", code: "NOT_A_RECORD", path: error.path, says: error.message };
  }
  const read = decodeTree(reader, readAs, bytesOfTree(writer, tree));
  return outcomeOf(reader, writer, tree, read);
}

/** What became of a record: `written` is null where the bytes are none of the writer's. */
export function outcomeOf(
  reader: ProtoSchema,
  writer: ProtoSchema,
  written: Tree | null,
  read: DecodedTree,
): ReadOutcome {
  if (!read.ok) {
    const { failure, path } = read;
    return { kind: "failed", code: failure.code, path, says: sentence(failure.message) };
  }
  if (written === null) {
    return { kind: "differs", path: "", says: "The bytes are no record of the writer's schema." };
  }
  const loss = lossBetween({ schema: writer, tree: written }, { schema: reader, tree: read.tree });
  if (loss === null) return { kind: "same" };
  return { kind: "differs", path: loss.path, says: sentence(loss.says) };
}

/** With a capital letter in front, unless it begins with a value. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
