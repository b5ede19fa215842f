/** The words for what people stumble over most: content models, and required properties. */
import type { Difference, Explanation } from "#schema/difference.ts";
import { quoted } from "./problems.ts";

/** What the versions are called, e.g. `v3` and `v2`. */
export interface Names {
  readonly reader: string;
  readonly writer: string;
}

export type Words = Pick<Explanation, "says" | "tryThis">;

/** null for differences that are about something else. */
export function wordsForContentModel(difference: Difference, names: Names): Words | null {
  if (difference.code === "NOT_COMPARED") {
    return {
      says: `${at(difference)} was not compared to the end: the schemas refer to each other too often, or have too many alternatives.`,
      tryThis: "Split the schema, e.g. into one for each kind of record.",
    };
  }
  return (
    added(difference, names) ??
    removed(difference, names) ??
    further(difference, names) ??
    required(difference, names)
  );
}

function propertyOf({ location }: Difference): string {
  return quoted(location.slice(location.lastIndexOf("/") + 1));
}

function added(difference: Difference, { reader, writer }: Names): Words | null {
  const { code } = difference;
  const name = propertyOf(difference);
  switch (code) {
    case "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL":
      return {
        says: `${name} is new in ${reader}. ${writer} says nothing of further properties, so it allows any: a document of ${writer} may already hold ${name} with a value of another type, which ${reader} refuses.`,
        tryThis: `Set "additionalProperties": false from the first version on, so that nothing else can be there; or have the registry judge with the policy LENIENT, which lets optional properties be added.`,
      };
    case "REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL":
    case "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL":
      return {
        says: `${name} is new and required in ${reader}; documents written with ${writer} need not have it.`,
        tryThis: `Make ${name} optional, or give it a default${code.includes("UNOPEN") ? "" : " and have the registry judge with the policy LENIENT"}.`,
      };
    case "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL":
      return {
        says: `${name} is new in ${reader} and has a default; but ${writer} allows any further property, so a document of ${writer} may hold ${name} with a value of another type.`,
        tryThis: `Set "additionalProperties": false from the first version on, or have the registry judge with the policy LENIENT.`,
      };
    case "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return {
        says: `${name} is new in ${reader}. ${writer} allows further properties of a certain kind, and not all that it allows under ${name} is valid for ${reader}.`,
        tryThis: `Describe ${name} at least as widely as additionalProperties or patternProperties of ${writer}, or take the policy LENIENT.`,
      };
    case "ITEM_ADDED_TO_OPEN_CONTENT_MODEL":
    case "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return {
        says: `The tuple has one more place in ${reader}; ${writer} allows other values there.`,
        tryThis: `Allow nothing behind the tuple from the first version on, or any value at the new place.`,
      };
    case "OBJECT_TYPE_PROPERTY_SCHEMAS_NARROWED":
    case "OBJECT_TYPE_PROPERTY_SCHEMAS_CHANGED":
      return {
        says: `${at(difference)} has other properties in ${reader} than in ${writer}: one side says something of a property that the other allows, or forbids, by additionalProperties alone.`,
        tryThis: `Set "additionalProperties": false from the first version on to add properties, and leave it out to remove some; both at once Apicurio never accepts.`,
      };
    default:
      return null;
  }
}

/** The place as the start of a sentence. */
export function at({ reader, writer }: Difference): string {
  const path = reader.path === "" ? writer.path : reader.path;
  return path === "" ? "The schema" : quoted(path);
}

function removed(difference: Difference, { reader, writer }: Names): Words | null {
  const name = propertyOf(difference);
  switch (difference.code) {
    case "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL":
      return {
        says: `${name} is gone in ${reader}, which allows no further properties: a document of ${writer} that holds ${name} is not valid for it.`,
        tryThis: `Keep ${name} (optional), or allow further properties in ${reader}; the policy LENIENT accepts it, although readers that validate still fail.`,
      };
    case "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return {
        says: `${name} is gone in ${reader}, and what ${reader} says of further properties does not take all that ${name} may hold.`,
        tryThis: `Keep ${name}, or widen additionalProperties or patternProperties.`,
      };
    case "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL":
    case "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL":
      return {
        says: `The tuple has one place less in ${reader}, and what may follow does not take all that it held in ${writer}.`,
        tryThis: "Keep the place, or allow any value behind the tuple.",
      };
    default:
      return null;
  }
}

const FURTHER =
  /(ADDITIONAL|UNEVALUATED)_(PROPERTIES|ITEMS)_(REMOVED|NARROWED|TRUE_TO_FALSE|SCHEMA_CHANGED)$/;

function further(difference: Difference, { reader, writer }: Names): Words | null {
  const { code, breaks } = difference;
  if (!breaks || !FURTHER.test(code)) return null;
  const what = code.includes("ITEMS") ? "items" : "properties";
  const isClosed = /REMOVED$|TRUE_TO_FALSE$/.test(code);
  return {
    says: isClosed
      ? `${at(difference)} allows no further ${what} in ${reader}; documents of ${writer} may hold some.`
      : `${at(difference)} restricts further ${what} in ${reader} more than ${writer} does.`,
    tryThis:
      what === "properties"
        ? "Leave it as it was: closing a content model later is itself a break. The policy LENIENT accepts it, although readers that validate still fail."
        : "Leave it as it was.",
  };
}

function required(difference: Difference, { reader, writer }: Names): Words | null {
  const name = propertyOf(difference);
  switch (difference.code) {
    case "REQUIRED_ATTRIBUTE_ADDED":
      return {
        says: `${name} is required in ${reader} and was optional in ${writer}: documents may not have it.`,
        tryThis: `Leave ${name} optional, or give it a default.`,
      };
    case "OBJECT_TYPE_REQUIRED_PROPERTIES_MEMBER_ADDED":
      return {
        says: `${at(difference)} requires more in ${reader} than in ${writer}: documents may not have it.`,
        tryThis: "Leave the property optional; Apicurio does not look at defaults.",
      };
    default:
      return null;
  }
}
