/** The headers of a copy as its message carries them, for people to read. */
import { instanceName, partitionOf } from "#sim/layout.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";
import { momentText, numberText } from "#sim/words.ts";
import { DEATHS } from "./copies.ts";

/** One header: its name in the field's words, its value as text. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What throws where, by `Copy.death`. */
const EXCEPTIONS: Readonly<Record<(typeof DEATHS)[number], string>> = {
  processing: "ListenerExecutionFailedException (the application threw)",
  deserialization: "DeserializationException (the deserializer threw)",
};

/** The headers of a message; empty where it is no copy. */
export function headersOf(kernel: Kernel, message: MessageId): readonly Header[] {
  const copy = kernel.copies?.of(message);
  if (copy === undefined) return [];
  const { layout } = kernel.program;
  const { topic, number } = partitionOf(layout, copy.partition);
  const at = (us: number): string => (us < 0 ? "never tried" : momentText(us));
  return [
    { name: "x-original-topic", value: topic.name },
    { name: "x-original-partition", value: String(number) },
    { name: "x-original-offset", value: String(copy.offset) },
    { name: "x-original-message", value: numberText(copy.original) },
    { name: "x-consumer-group", value: layout.groups[copy.group]?.name ?? "" },
    { name: "x-attempts", value: String(copy.attempts) },
    { name: "x-first-failed-at", value: at(copy.firstFailedUs) },
    { name: "x-last-failed-at", value: at(copy.lastFailedUs) },
    { name: "x-exception-class", value: EXCEPTIONS[DEATHS[copy.death] ?? "processing"] },
    ...(copy.redrives > 0 ? [{ name: "x-redrives", value: String(copy.redrives) }] : []),
    ...(copy.is === "redriven"
      ? [{ name: "x-redriven-by", value: instanceName(layout, kernel.messages.producer(message)) }]
      : []),
    ...(copy.tier > 0 && copy.notBeforeUs > 0
      ? [{ name: "x-not-before", value: momentText(copy.notBeforeUs) }]
      : []),
  ];
}
