/** Which message of a file a record is of, as Confluent's wire format tells it. */
import { messageNamed, type ProtoMessage, type ProtoSchema } from "./schema.ts";

/**
 * The path to a message: its index among the file's messages, then within that message, and so on; `[0]` is the first
 * message of the file. Empty where the schema's own file has no message of that full name.
 */
export function messageIndexes(schema: ProtoSchema, fullName: string): number[] {
  const message = messageNamed(schema, fullName);
  if (message === null || message.file !== schema.file) return [];
  const path: number[] = [];
  for (let at: ProtoMessage | null = message; at !== null; at = at.parent) {
    // The registry's parser does not count groups.
    const siblings = (at.parent ?? schema.file).messages.filter(({ isGroup }) => !isGroup);
    const index = siblings.indexOf(at);
    if (index < 0) return [];
    path.unshift(index);
  }
  return path;
}

/** Full names of all messages: the first one, those inside it, the second one … */
export function typeNamesOf(schema: ProtoSchema): readonly string[] {
  const names: string[] = [];
  const add = (messages: readonly ProtoMessage[]): void => {
    for (const message of messages) {
      names.push(message.fullName);
      add(message.messages);
    }
  };
  add(schema.file.messages);
  return names;
}
