/** What a field reads as where a record does not have it. */
import type { Constant, ProtoField } from "./schema.ts";

/** As people write it in a .proto file: `7`, `"none"`, `ACTIVE`; `nothing` for messages. */
export function defaultText(field: ProtoField): string {
  const value = field.defaultValue;
  if (value !== null) return constantText(value);
  const { type } = field;
  if (type.kind === "enum") return type.enum.constants[0]?.name ?? "0";
  if (type.kind !== "scalar") return "nothing";
  if (type.scalar === "bool") return "false";
  return type.scalar === "string" || type.scalar === "bytes" ? '""' : "0";
}

function constantText(value: Constant): string {
  switch (value.kind) {
    case "text":
      return JSON.stringify(value.value);
    case "number":
      return Number.isFinite(value.value) && Number.isSafeInteger(value.value)
        ? String(value.value)
        : value.text;
    case "word":
      return value.value;
    case "aggregate":
      return value.text;
  }
}
