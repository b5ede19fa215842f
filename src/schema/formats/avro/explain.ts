/** What a difference of Avro schemas means to people. */
import type { Difference, Explanation } from "#schema/difference.ts";
import { quoted } from "./names.ts";

interface Names {
  readonly reader: string;
  readonly writer: string;
}

/** Sentences on what is different, who suffers and how to mend it; `names` are the versions', e.g. `v3` and `v2`. */
export function explainAvro(difference: Difference, names: Names): Explanation {
  const { says, tryThis } = wordsOf(difference, names);
  return { says, forWhom: forWhom(difference, names), tryThis };
}

function forWhom({ breaks, code, dataEffect }: Difference, { reader, writer }: Names): string {
  if (code === "NAMESPACE_CHANGED") {
    return `Avro's own readers on ${reader} do not mind; libraries that compare full names cannot read what is written with ${writer}.`;
  }
  if (code === "RUNTIME_FAILURE" || code === "INVALID_DEFAULT") {
    return `The registry accepts it; consumers on ${reader} fail on records written with ${writer} all the same.`;
  }
  if (!breaks) {
    return dataEffect === undefined
      ? `Consumers on ${reader} read what is written with ${writer}.`
      : `Consumers on ${reader} read what is written with ${writer}, and get something else than was written, or fail on some of it.`;
  }
  return code === "MISSING_ENUM_SYMBOLS" || code === "MISSING_UNION_BRANCH"
    ? `Consumers on ${reader} cannot read such records written with ${writer}.`
    : `Consumers on ${reader} cannot read what is written with ${writer}.`;
}

function lastName(path: string): string {
  return quoted(path.slice(path.lastIndexOf(".") + 1));
}

function at(path: string): string {
  return path === "" ? "The schema" : `"${path}"`;
}

function wordsOf(difference: Difference, names: Names): Pick<Explanation, "says" | "tryThis"> {
  const { code, message, reader: place, writer: other } = difference;
  const { reader, writer } = names;
  switch (code) {
    case "READER_FIELD_MISSING_DEFAULT_VALUE":
      return {
        says: `Field ${quoted(message)} of ${reader} has no default, and records written with ${writer} do not have the field.`,
        tryThis: `Give ${quoted(message)} a default, or make it a union with null and default null. If it was renamed, write its former name as an alias.`,
      };
    case "NAME_MISMATCH":
      return {
        says: `${at(place.path)} is called otherwise in ${writer}: ${message.replace("expected: ", "")}.`,
        tryThis: `Go back to the former name, or write it as an alias in ${reader}.`,
      };
    case "FIXED_SIZE_MISMATCH":
      return {
        says: `${at(place.path)} has another number of bytes in ${reader} than in ${writer} (${message}).`,
        tryThis: "Keep the size, and add a new field with a new fixed type.",
      };
    case "MISSING_ENUM_SYMBOLS":
      return {
        says: `${at(place.path)} of ${reader} lacks the symbols ${message.slice(1, -1)}, which ${writer} may write, and the enum has no default.`,
        tryThis:
          "Keep the symbols, or give the enum of the reader a default, which is taken for unknown ones.",
      };
    case "TYPE_MISMATCH":
      return {
        says: `${at(place.path)} is of another type in ${reader} than in ${writer} (${kindsIn(message)}), and Avro does not turn one into the other.`,
        tryThis: `Keep the type, or use one that Avro widens to: int to long, float or double; long to float or double; string and bytes to each other. Else add a new field.`,
      };
    case "MISSING_UNION_BRANCH":
      return {
        says: `${at(place.path)} of ${reader} has no branch for ${kindIn(message)}, which ${writer} may write${other.path === place.path ? "" : ` at ${at(other.path)}`}.`,
        tryThis: "Add the branch to the reader's union, or stop writing it.",
      };
    case "AMBIGUOUS_ALIAS":
      return {
        says: `${at(place.path)} of ${reader} stands for two fields of ${writer} at once, by its name and by an alias.`,
        tryThis: "Remove the alias that is a field of its own.",
      };
    default:
      return ownWords(difference, names);
  }
}

function ownWords(
  { code, message, dataEffect, reader: place }: Difference,
  { reader, writer }: Names,
): Pick<Explanation, "says" | "tryThis"> {
  const effect = dataEffect === undefined ? "" : ` ${dataEffect}`;
  switch (code) {
    case "INT_TO_FLOAT":
    case "LONG_TO_FLOAT":
    case "LONG_TO_DOUBLE":
    case "BYTES_TO_STRING":
      return {
        says: `${at(place.path)}: ${message}.${effect}`,
        tryThis: code === "INT_TO_FLOAT" ? "Use double, which holds every int." : "Keep the type.",
      };
    case "LOGICAL_TYPE_CHANGED":
    case "DECIMAL_PRECISION_CHANGED":
    case "DECIMAL_SCALE_CHANGED":
      return {
        says: `${at(place.path)}: ${message}. No registry compares logical types.${effect}`,
        tryThis: "Keep the logical type, and add a new field for the new meaning.",
      };
    case "ENUM_DEFAULT_TAKEN":
      return {
        says: `${at(place.path)} of ${reader} lacks the symbols ${message.slice(1, -1)}.${effect}`,
        tryThis: "Keep the symbols if readers should tell them apart.",
      };
    case "INVALID_DEFAULT":
      return {
        says: `The default of ${lastName(place.path)} in ${reader} does not fit its type.${effect}`,
        tryThis: "Write a default of the type.",
      };
    case "NAMESPACE_CHANGED":
      return {
        says: `${at(place.path)} has moved to another namespace: ${message}. Registries do not look at namespaces.`,
        tryThis: "Write the former full name as an alias, for libraries that compare full names.",
      };
    case "TOO_COMPLEX":
      return {
        says: `The two schemas could not be compared to the end: ${message}.`,
        tryThis: "Use fewer types that contain each other.",
      };
    default:
      return {
        says: `${at(place.path)}: ${message}.${effect}`,
        tryThis: `Keep in ${reader} what ${writer} has here.`,
      };
  }
}

/** `int, string` of `reader type: INT not compatible with writer type: STRING`. */
function kindsIn(message: string): string {
  const match = /^reader type: (\w+) not compatible with writer type: (\w+)$/.exec(message);
  const [, reader = "", writer = ""] = match ?? [];
  return match === null ? message : `${reader.toLowerCase()} instead of ${writer.toLowerCase()}`;
}

function kindIn(message: string): string {
  return (/: (\w+)$/.exec(message)?.[1] ?? message).toLowerCase();
}
