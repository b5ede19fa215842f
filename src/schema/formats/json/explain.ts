/** What a difference of JSON Schemas means to people. */
import type { Difference, Explanation } from "#schema/difference.ts";
import { at, wordsForContentModel, type Names, type Words } from "./explain-content-model.ts";

/** Sentences on what is different, who suffers and how to mend it; codes of Confluent's rules, Apicurio's and our own. */
export function explainJson(difference: Difference, names: Names): Explanation {
  const { says, tryThis } = wordsOf(difference, names);
  return { says, forWhom: forWhom(difference, names), tryThis };
}

function forWhom({ breaks, dataEffect }: Difference, { reader, writer }: Names): string {
  if (breaks) return `Consumers on ${reader} refuse documents that are valid for ${writer}, or some of them.`;
  return dataEffect === undefined
    ? `Consumers on ${reader} take every document that is valid for ${writer}.`
    : `The registry accepts it; consumers on ${reader} may be surprised by documents written with ${writer} all the same.`;
}

function wordsOf(difference: Difference, names: Names): Words {
  const words =
    wordsForContentModel(difference, names) ??
    wordsForLimits(difference, names) ??
    wordsForValues(difference, names) ??
    wordsForAlternatives(difference, names);
  if (words !== null) return words;
  return {
    says: difference.dataEffect ?? `${at(difference)}: ${difference.message} (${difference.code}).`,
    tryThis: difference.breaks
      ? `Go back to what ${names.writer} says there, or put the new form into a new property.`
      : "Look whether your programs mind.",
  };
}

const LIMIT =
  /(MAX|MIN)(IMUM|_LENGTH|_ITEMS|_PROPERTIES|_CONTAINS)_(ADDED|INCREASED|DECREASED)$|(PATTERN|MULTIPLE_OF|UNIQUE_ITEMS|FORMAT|CONTENT_ENCODING|CONTENT_MEDIA_TYPE)_(ADDED|CHANGED|EXPANDED|UPDATED_IS_NOT_DIVISIBLE|FALSE_TO_TRUE)$/;

function wordsForLimits(difference: Difference, { reader, writer }: Names): Words | null {
  const { code, message, breaks } = difference;
  if (!breaks || !LIMIT.test(code)) return null;
  const isNew = code.endsWith("ADDED");
  return {
    says: isNew
      ? `${at(difference)} has a limit in ${reader} that ${writer} did not have (${message}).`
      : `${at(difference)} is limited more tightly in ${reader} than in ${writer}, or otherwise (${message}).`,
    tryThis: isNew
      ? `Leave the limit out of ${reader}, and check it where the documents are written.`
      : `Keep the limit of ${writer}; a wider one is fine, too.`,
  };
}

function wordsForValues(difference: Difference, { reader, writer }: Names): Words | null {
  const { code, message, breaks } = difference;
  if (!breaks) return null;
  if (
    /^ENUM_ARRAY_(NARROWED|CHANGED)$|^ENUM_TYPE_VALUES_MEMBER_REMOVED$|^CONST_TYPE_VALUE_CHANGED$/.test(code)
  ) {
    return {
      says: `${at(difference)} no longer takes all values in ${reader} that ${writer} allows (${message}).`,
      tryThis: "Keep the former values; take them out only once no document holds them any more.",
    };
  }
  if (/^TYPE_CHANGED$|^SUBSCHEMA_TYPE_CHANGED$|^COMBINED_TYPE_CHANGED$/.test(code)) {
    return {
      says: `${at(difference)} is of another kind in ${reader} than in ${writer} (${message}).`,
      tryThis: `Accept both, e.g. "type": ["string", "integer"], or put the new form into a new property.`,
    };
  }
  if (/^TYPE_NARROWED$|INTEGER_REQUIRED_FALSE_TO_TRUE$/.test(code)) {
    return {
      says: `${at(difference)} takes whole numbers only in ${reader}; ${writer} allows fractions.`,
      tryThis: "Keep the type number.",
    };
  }
  if (code === "SCHEMA_ADDED" || /ITEM_SCHEMA_ADDED$|CONTAINED_ITEM_SCHEMA_ADDED$/.test(code)) {
    return {
      says: `${at(difference)} may hold anything in ${writer}; ${reader} says what its items must be.`,
      tryThis: "Leave the items open, or put the list into a new property.",
    };
  }
  return null;
}

function wordsForAlternatives(difference: Difference, { reader, writer }: Names): Words | null {
  const { code, breaks, message } = difference;
  if (!breaks) return null;
  if (/^SUM_TYPE_NARROWED$|^COMBINED_TYPE_(ONE|ANY)_OF_SIZE_DECREASED$/.test(code)) {
    return {
      says: `${at(difference)} has fewer alternatives in ${reader} than in ${writer}.`,
      tryThis: "Keep the alternatives that documents may still hold.",
    };
  }
  if (/^PRODUCT_TYPE_EXTENDED$|^COMBINED_TYPE_ALL_OF_SIZE_INCREASED$/.test(code)) {
    return {
      says: `${at(difference)} must fulfil more in ${reader} than in ${writer}: allOf has got longer.`,
      tryThis: "Put what is new into a new optional property.",
    };
  }
  if (code.startsWith("COMBINED_TYPE_SUBSCHEMA") && /^\w+: /.test(message)) {
    const isEnum = message.startsWith("enum: ");
    return {
      says: `${at(difference)} ${isEnum ? `no longer takes all values in ${reader} that ${writer} allows` : `takes less in ${reader} than in ${writer}`} (${message}). The registry counts a schema of several kinds of keywords, e.g. type and enum, as an allOf; hence the name.`,
      tryThis: isEnum
        ? "Keep the former values; take them out only once no document holds them any more."
        : `Keep at least what ${writer} takes.`,
    };
  }
  if (code.startsWith("COMBINED_TYPE_SUBSCHEMA")) {
    return {
      says: `Not every alternative of ${at(difference) === "The schema" ? "the schema" : at(difference)} in ${writer} finds one in ${reader} that takes all it took. A type with an enum counts as two parts: a removed value of the enum looks like this, too.`,
      tryThis: "Widen the alternatives one by one, or only add new ones; put removed enum values back.",
    };
  }
  if (code.startsWith("NOT_TYPE")) {
    return {
      says: `${at(difference)}: what must not match is wider in ${reader} than in ${writer}.`,
      tryThis: "Narrow what stands under not.",
    };
  }
  if (/DEPENDENC/.test(code)) {
    return {
      says: `${at(difference)} makes more properties depend on others in ${reader} than in ${writer}.`,
      tryThis: `Keep the dependencies of ${writer}, or fewer.`,
    };
  }
  return null;
}
