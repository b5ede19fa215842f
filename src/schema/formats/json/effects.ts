/** What an accepted difference does to documents and programs all the same. */
import type { ConfluentCode } from "./confluent-types.ts";
import { isMultiple } from "./confluent-scalar.ts";
import type { Found } from "./found.ts";
import { nameOf } from "./places.ts";
import { quoted } from "./problems.ts";
import type { SchemaNode } from "./schema.ts";
import type { UnseenCode } from "./unseen.ts";

/** A sentence, or undefined where nobody needs to know. The writer's schema is the original, the reader's the update. */
export function confluentEffect({ code, original, update }: Found<ConfluentCode>): string | undefined {
  const added = quoted(nameOf(update.node));
  const removed = quoted(nameOf(original.node));
  switch (code) {
    case "DEFAULT_CHANGED":
      return `Where the value is missing, readers that fill in defaults now put ${shown(update.node, "default")} instead of ${shown(original.node, "default")}.`;
    case "PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL":
      return `Documents still hold ${removed}, with any value from now on; programs made from the reader's schema do not see it.`;
    case "PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return `Documents still hold ${removed}; programs made from the reader's schema get it among the further properties only.`;
    case "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL":
      return `Documents with ${removed} are not valid for the reader, which allows no further properties.`;
    case "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED":
    case "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL":
      return `Documents without ${added} are valid only for readers that fill in the default before they validate, as Confluent's Java deserializer does; others refuse them.`;
    case "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL":
      return `Documents without ${added} are valid only for readers that fill in the default; and since the writer's schema allows any further property, ${added} may hold something else.`;
    case "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL":
      return `The writer's schema allows any further property, so documents may hold a ${added} that the reader refuses.`;
    case "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return `What the writer's schema allows under ${added} is not all valid for the reader.`;
    case "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return `What the writer's schema allows under ${removed} is not all valid for the reader.`;
    case "ADDITIONAL_PROPERTIES_ADDED":
    case "ADDITIONAL_PROPERTIES_EXTENDED":
    case "UNEVALUATED_PROPERTIES_ADDED":
    case "UNEVALUATED_PROPERTIES_EXTENDED":
      return "From now on documents may hold further properties with values that programs made before do not expect.";
    case "ADDITIONAL_PROPERTIES_NARROWED":
    case "UNEVALUATED_PROPERTIES_NARROWED":
      return "Documents whose further properties hold other values than the reader's schema says are not valid for it.";
    case "ADDITIONAL_PROPERTIES_REMOVED":
    case "UNEVALUATED_PROPERTIES_REMOVED":
      return "Documents with further properties are not valid for the reader.";
    case "MULTIPLE_OF_REDUCED":
      return wrongMultiple(original.node, update.node);
    case "SUM_TYPE_EXTENDED":
      return update.node.keywords.has("oneOf")
        ? "Documents that fit more than one alternative now are not valid for the reader, since oneOf wants exactly one."
        : undefined;
    default:
      return undefined;
  }
}

function wrongMultiple(original: SchemaNode, update: SchemaNode): string | undefined {
  if (original.multipleOf === null || update.multipleOf === null) return undefined;
  return isMultiple(original.multipleOf, update.multipleOf)
    ? undefined
    : `The registry cuts both to whole numbers before it divides; ${String(original.multipleOf)} is no multiple of ${String(update.multipleOf)}, so documents may not be valid for the reader.`;
}

/** What Confluent's rules do not look at; every one of these is accepted. */
export function unseenEffect({ code, path, original, update }: Found<UnseenCode>): string {
  const name = nameOf(update.node) === "" ? "The schema" : quoted(nameOf(update.node));
  switch (code) {
    case "FORMAT_ADDED":
    case "FORMAT_CHANGED":
      return `The registry does not compare formats: values of ${name} that are no ${shown(update.node, "format")} are not valid for readers that check it.`;
    case "FORMAT_REMOVED":
      return `${name} may hold any text from now on, where programs expect ${shown(original.node, "format")}.`;
    case "CONDITION_CHANGED":
      return `The registry does not compare if, then and else: documents that were valid may not be valid for the reader.`;
    case "CONTAINS_CHANGED":
      return `The registry does not compare contains: lists that were valid may not be valid for the reader.`;
    case "PROPERTY_NAMES_CHANGED":
      return `The registry does not compare propertyNames: documents with other names may not be valid for the reader.`;
    case "PATTERN_PROPERTIES_CHANGED":
      return `The registry does not compare what patternProperties say: documents may not be valid for the reader.`;
    case "EXCLUSIVE_LIMIT_CHANGED":
      return `The registry does not compare draft 4's flags: the limit itself is ${path === "exclusiveMinimum" ? "at the lower" : "at the upper"} end allowed for one side only.`;
    case "CONTENT_ENCODING_CHANGED":
      return `The registry does not compare contentEncoding: programs decode ${name} in another way.`;
    case "REQUIRED_NAME_ADDED":
      return `The registry compares required names only where both schemas describe the property: documents without ${quoted(path.slice(path.indexOf("/") + 1))} are not valid for the reader.`;
  }
}

/** A keyword's value as written, short; `nothing` where it is absent. */
export function shown({ keywords, document }: SchemaNode, keyword: string): string {
  const value = keywords.get(keyword)?.value;
  if (value === undefined) return "nothing";
  const text = document.text.slice(value.range.start, value.range.end).replaceAll(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
