/** What a difference means to people. */
import type { Difference, Explanation } from "#schema/difference.ts";

interface Names {
  readonly reader: string;
  readonly writer: string;
}

interface Words {
  readonly says: string;
  readonly tryThis: string;
}

export function explainProtobuf(difference: Difference, names: Names): Explanation {
  const { says, tryThis } = words(difference, names);
  const effect = difference.dataEffect === undefined ? "" : ` ${difference.dataEffect}`;
  return { says: `${says}${effect}`, forWhom: forWhom(difference, names), tryThis };
}

function forWhom({ breaks, code, dataEffect }: Difference, { reader, writer }: Names): string {
  if (breaks && REFUSED_ONLY.has(code)) {
    return `The registry refuses it, since consumers on ${reader} are meant to know all that is written with ${writer}; the bytes themselves can be read.`;
  }
  if (breaks) return `Consumers on ${reader} cannot rely on what is written with ${writer}.`;
  if (dataEffect === undefined) return `Consumers on ${reader} read what is written with ${writer}.`;
  return `The registry accepts it, but consumers on ${reader} may get other values than were written with ${writer}.`;
}

/** Rules about names and promises: no byte changes by them. */
const REFUSED_ONLY: ReadonlySet<string> = new Set([
  "PACKAGE_CHANGED",
  "FILE_SAME_PACKAGE",
  "MESSAGE_REMOVED",
  "NO_CHANGING_FIELD_NAMES",
  "NO_REMOVING_FIELDS_WITHOUT_RESERVE",
  "NO_REMOVING_RESERVED_FIELDS",
  "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
  "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
  "RESERVED_MESSAGE_NO_DELETE",
  "RESERVED_ENUM_NO_DELETE",
  "FIELD_SAME_ONEOF",
  "NO_REMOVING_RPCS",
  "NO_CHANGING_RPC_SIGNATURE",
  "RPC_SAME_REQUEST_TYPE",
  "RPC_SAME_RESPONSE_TYPE",
  "RPC_SAME_CLIENT_STREAMING",
  "RPC_SAME_SERVER_STREAMING",
  "RPC_SAME_IDEMPOTENCY_LEVEL",
]);

const RESERVE = "Keep it, or reserve its number and its name so that nothing else takes them.";
const NEW_NUMBER = "Keep the old type, or give the field a new number and reserve the old one.";

/** By code: what follows the difference's own words, and how to mend it. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["PACKAGE_CHANGED", "Keep the package; a new package is a new schema, under a subject of its own."],
  ["FILE_SAME_PACKAGE", "Keep the package; a new package is a new schema."],
  [
    "MESSAGE_REMOVED",
    "Keep the message, even if nothing uses it any more; put new messages into an imported file where old readers must accept them.",
  ],
  ["FIELD_KIND_CHANGED", NEW_NUMBER],
  ["FIELD_SCALAR_KIND_CHANGED", NEW_NUMBER],
  ["FIELD_NAMED_TYPE_CHANGED", NEW_NUMBER],
  ["FIELD_TYPE_CHANGED", NEW_NUMBER],
  ["FIELD_WIRE_COMPATIBLE_TYPE", NEW_NUMBER],
  ["NO_CHANGING_FIELD_TYPES", "Keep type and label, or use a new field and reserve the old one."],
  ["FIELD_NUMERIC_LABEL_CHANGED", "Keep the label, or add a second field with the new one."],
  ["FIELD_STRING_OR_BYTES_LABEL_CHANGED", "Keep the label, or add a second field with the new one."],
  ["FIELD_LABEL_CHANGED", "Keep the label, or add a second field with the new one."],
  ["FIELD_WIRE_COMPATIBLE_CARDINALITY", "Keep the label, or add a second field with the new one."],
  ["FIELD_PRESENCE_CHANGED", "Keep the label where programs ask whether the field is set."],
  ["REQUIRED_FIELD_ADDED", "Make the field optional."],
  ["NO_ADDING_REQUIRED_FIELDS", "Make the field optional."],
  ["REQUIRED_FIELD_REMOVED", "Keep the field: readers that require it refuse records without it."],
  ["MESSAGE_SAME_REQUIRED_FIELDS", "Neither add nor remove required; make new fields optional."],
  ["ONEOF_FIELD_REMOVED", "Keep the member: readers that do not know it take the oneof for not set."],
  [
    "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
    "Leave the fields outside: of records that have several of them, readers keep the last one only.",
  ],
  [
    "FIELD_MOVED_TO_EXISTING_ONEOF",
    "Leave the field outside: of records that have it and another member, readers keep the last one only.",
  ],
  ["FIELD_SAME_ONEOF", "Leave the field where it was."],
  ["FIELD_REMOVED", RESERVE],
  ["NO_REMOVING_FIELDS_WITHOUT_RESERVE", RESERVE],
  ["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", RESERVE],
  ["ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", RESERVE],
  ["NO_REMOVING_RESERVED_FIELDS", "Leave what was reserved reserved."],
  ["RESERVED_MESSAGE_NO_DELETE", "Leave what was reserved reserved."],
  ["RESERVED_ENUM_NO_DELETE", "Leave what was reserved reserved."],
  ["NO_USING_RESERVED_FIELDS", "Use another number and another name."],
  ["FIELD_RENUMBERED", "Give the field its number back."],
  ["NO_CHANGING_FIELD_IDS", "Give it its number back."],
  ["FIELD_NUMBER_REUSED", "Give the new field a number that was never used, and reserve the old one."],
  ["FIELD_NAME_CHANGED", "Keep the name where records are turned to JSON; else it is free."],
  ["NO_CHANGING_FIELD_NAMES", "Keep the name."],
  ["FIELD_DEFAULT_CHANGED", "Keep the default: it is not written into records."],
  ["FIELD_SAME_DEFAULT", "Keep the default: it is not written into records."],
  ["ENUM_CONST_REMOVED", "Keep the constant, marked deprecated, for as long as records have it."],
  ["ENUM_CONST_CHANGED", "Keep the name, or add a second one with option allow_alias."],
  ["NO_REMOVING_RPCS", "Keep the call."],
  ["NO_CHANGING_RPC_SIGNATURE", "Add a second call."],
]);

function words({ code, message, reader, writer, breaks }: Difference, names: Names): Words {
  const where = writer.path === "" ? reader.path : writer.path;
  const subject = where === "" ? "The file" : where;
  const says = `${subject}: ${message} (${names.writer} writes, ${names.reader} reads).`;
  const tryThis = ADVICE.get(code) ?? (breaks ? "Undo the change." : "Nothing needs to be done.");
  return { says, tryThis };
}
