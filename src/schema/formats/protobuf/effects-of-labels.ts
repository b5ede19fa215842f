/** What a reader with another label of a field makes of the bytes; a sentence, or null. */
import type { ProtoField } from "./schema.ts";

/** Lists against single values, and required fields that may be missing. */
export function labelEffect(old: ProtoField, now: ProtoField): string | null {
  if (old.type.kind === "map" || now.type.kind === "map") return null;
  const wasList = old.label === "repeated";
  const isList = now.label === "repeated";
  if (wasList && !isList) {
    return old.type.kind === "message" || old.type.kind === "group"
      ? `A list is read as one value: its elements are merged into one, later ones win.`
      : `Of a list, readers keep the last element only.`;
  }
  if (!wasList && isList) {
    return old.presence === "implicit"
      ? "One value is read as a list of one, and a zero value, which is not written, as an empty list."
      : "One value is read as a list of one.";
  }
  if (now.presence === "required" && old.presence !== "required") {
    return "A record without it is refused by readers, and writers may leave it out.";
  }
  return null;
}

/** Whether "not set" and "zero" are still told apart. */
export function presenceEffect(old: ProtoField, now: ProtoField): string | null {
  if (old.presence === "implicit" && now.presence === "explicit") {
    return "A zero value is not written, so readers take it for not set.";
  }
  if (old.presence === "explicit" && now.presence === "implicit" && now.type.kind !== "message") {
    return "Readers cannot tell a field that is not set from one that is zero.";
  }
  return null;
}
