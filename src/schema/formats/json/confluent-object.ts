/** Confluent's rules for objects, the content models among them. */
import type { ConfluentFound, PairComparer } from "./confluent.ts";
import type { ConfluentCode } from "./confluent-types.ts";
import { compareLimit } from "./confluent-scalar.ts";
import type { Everit, EveritObject } from "./everit.ts";
import { at, under, type Anchor } from "./found.ts";
import { matches } from "./pattern.ts";
import { areWrittenAlike } from "./same-text.ts";

/** What an object says of names that `properties` does not have. */
export type ContentModel = "open" | "partial" | "closed";

export function compareObjects(
  comparer: PairComparer,
  original: EveritObject,
  update: EveritObject,
): ConfluentFound[] {
  const found: ConfluentFound[] = [];
  compareRequired(found, original, update);
  compareProperties(comparer, found, original, update);
  compareDependencies(comparer, found, original, update);
  compareAdditional(comparer, found, original, update);
  compareUnevaluated(comparer, found, original, update);
  const limit = compareLimit.bind(null, found);
  limit("MAX_PROPERTIES", "maxProperties", original, update, original.maxProperties, update.maxProperties);
  limit("MIN_PROPERTIES", "minProperties", original, update, original.minProperties, update.minProperties);
  return found;
}

function isOpen(schema: EveritObject): boolean {
  return (
    schema.permitsAdditional &&
    schema.additional === null &&
    schema.patternProperties.length === 0 &&
    (schema.unevaluated === null || schema.unevaluated.kind === "empty")
  );
}

/** What a partially open model says of a name; null where it forbids it. */
function coveringSchema(schema: EveritObject, name: string): Everit | null {
  // An expression that is not run, since it might take long, is taken for one that fits.
  const byPattern = schema.patternProperties.find(({ pattern }) => matches(pattern, name) !== false);
  return (
    byPattern?.schema ?? schema.additional ?? (schema.permitsAdditional ? unevaluatedSchema(schema) : null)
  );
}

function unevaluatedSchema({ unevaluated }: EveritObject): Everit | null {
  return unevaluated === null || unevaluated.kind === "false" || unevaluated.kind === "empty"
    ? null
    : unevaluated;
}

function compareRequired(found: ConfluentFound[], original: EveritObject, update: EveritObject): void {
  for (const name of new Set([...original.required, ...update.required])) {
    const property = update.properties.get(name);
    if (property === undefined || !original.properties.has(name)) continue;
    const was = original.required.has(name);
    if (was === update.required.has(name)) continue;
    const code = was
      ? "REQUIRED_ATTRIBUTE_REMOVED"
      : property.default === undefined
        ? "REQUIRED_ATTRIBUTE_ADDED"
        : "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED";
    found.push({
      code,
      path: `required/${name}`,
      original: was
        ? at(original.node, "required")
        : at(original.properties.get(name)?.node ?? original.node),
      update: was ? at(property.node) : at(update.node, "required"),
    });
  }
}

function compareProperties(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritObject,
  update: EveritObject,
): void {
  for (const [name, before] of original.properties) {
    const after = update.properties.get(name);
    if (after !== undefined && areWrittenAlike(before.node, after.node)) continue;
    const path = `properties/${name}`;
    if (after !== undefined) found.push(...under(path, comparer.compare(before, after)));
    else found.push(...under(path, removedProperty(comparer, name, before, update)));
  }
  for (const [name, after] of update.properties) {
    if (original.properties.has(name)) continue;
    found.push(...under(`properties/${name}`, addedProperty(comparer, name, after, original, update)));
  }
}

/** Judged by the new content model: does it still allow the name? */
function removedProperty(
  comparer: PairComparer,
  name: string,
  before: Everit,
  update: EveritObject,
): ConfluentFound[] {
  const tell = (code: ConfluentCode): ConfluentFound => ({
    code,
    path: "",
    original: at(before.node),
    update: at(update.node, code.endsWith("CLOSED_CONTENT_MODEL") ? "additionalProperties" : null),
  });
  if (isOpen(update)) return [tell("PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL")];
  const covering = coveringSchema(update, name);
  if (covering === null) {
    return [
      tell(
        before.kind === "false"
          ? "PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL"
          : "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
      ),
    ];
  }
  const differences = comparer.compare(before, covering);
  const isCovered = comparer.isCompatible(differences);
  return [
    ...differences,
    tell(
      isCovered
        ? "PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        : "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
    ),
  ];
}

/** Judged by the old content model: could the name be in old documents with another value? */
function addedProperty(
  comparer: PairComparer,
  name: string,
  after: Everit,
  original: EveritObject,
  update: EveritObject,
): ConfluentFound[] {
  const tell = (code: ConfluentCode): ConfluentFound => ({
    code,
    path: "",
    original: at(original.node),
    update: at(after.node),
  });
  const isRequired = update.required.has(name);
  const hasDefault = after.default !== undefined;
  if (isOpen(original)) {
    if (after.kind === "empty") return [tell("PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL")];
    if (!isRequired) return [tell("OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL")];
    return [
      tell(
        hasDefault
          ? "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL"
          : "REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
      ),
    ];
  }
  const found: ConfluentFound[] = [];
  const covering = coveringSchema(original, name);
  if (covering !== null) {
    const differences = comparer.compare(covering, after);
    const isCovered = comparer.isCompatible(differences);
    found.push(
      ...differences,
      tell(
        isCovered
          ? "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
          : "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
      ),
    );
  }
  if (!isRequired) found.push(tell("OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"));
  else {
    found.push(
      tell(
        hasDefault
          ? "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL"
          : "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
      ),
    );
  }
  return found;
}

function compareDependencies(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritObject,
  update: EveritObject,
): void {
  const anchor = ({ node }: EveritObject): Anchor =>
    at(
      node,
      ["dependencies", "dependentRequired", "dependentSchemas"].find((key) => node.keywords.has(key)) ?? null,
    );
  const tell = (name: string, code: ConfluentCode): void => {
    found.push({ code, path: `dependencies/${name}`, original: anchor(original), update: anchor(update) });
  };
  for (const name of namesOf(original.propertyDependencies, update.propertyDependencies)) {
    const before = original.propertyDependencies.get(name);
    const after = update.propertyDependencies.get(name);
    if (after === undefined) tell(name, "DEPENDENCY_ARRAY_REMOVED");
    else if (before === undefined) tell(name, "DEPENDENCY_ARRAY_ADDED");
    else {
      const removed = [...before].some((needed) => !after.has(needed));
      const added = [...after].some((needed) => !before.has(needed));
      if (added) tell(name, removed ? "DEPENDENCY_ARRAY_CHANGED" : "DEPENDENCY_ARRAY_EXTENDED");
      else if (removed) tell(name, "DEPENDENCY_ARRAY_NARROWED");
    }
  }
  for (const name of namesOf(original.schemaDependencies, update.schemaDependencies)) {
    const before = original.schemaDependencies.get(name);
    const after = update.schemaDependencies.get(name);
    if (after === undefined) tell(name, "DEPENDENCY_SCHEMA_REMOVED");
    else if (before === undefined) tell(name, "DEPENDENCY_SCHEMA_ADDED");
    else found.push(...under(`dependencies/${name}`, comparer.compare(before, after)));
  }
}

function namesOf(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  return new Set([...a.keys(), ...b.keys()]);
}

function compareAdditional(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritObject,
  update: EveritObject,
): void {
  const path = "additionalProperties";
  const tell = (code: ConfluentCode): void => {
    found.push({ code, path, original: at(original.node, path), update: at(update.node, path) });
  };
  if (original.permitsAdditional !== update.permitsAdditional) {
    tell(update.permitsAdditional ? "ADDITIONAL_PROPERTIES_ADDED" : "ADDITIONAL_PROPERTIES_REMOVED");
  } else if (original.additional === null) {
    if (update.additional !== null) tell("ADDITIONAL_PROPERTIES_NARROWED");
  } else if (update.additional === null) tell("ADDITIONAL_PROPERTIES_EXTENDED");
  else found.push(...under(path, comparer.compare(original.additional, update.additional)));
}

function compareUnevaluated(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritObject,
  update: EveritObject,
): void {
  const path = "unevaluatedProperties";
  const change = unevaluatedChange(original.unevaluated, update.unevaluated);
  if (change === "same" && original.unevaluated !== null && update.unevaluated !== null) {
    found.push(...under(path, comparer.compare(original.unevaluated, update.unevaluated)));
  } else if (change !== "same") {
    const code = `UNEVALUATED_PROPERTIES_${change}` as const;
    found.push({ code, path, original: at(original.node, path), update: at(update.node, path) });
  }
}

/** How `unevaluatedProperties` or `unevaluatedItems` changed; `same`: to be compared as schemas, if there are any. */
export function unevaluatedChange(
  before: Everit | null,
  after: Everit | null,
): "same" | "ADDED" | "REMOVED" | "EXTENDED" | "NARROWED" {
  if (before === null && after === null) return "same";
  if (before === null) return after?.kind === "false" ? "REMOVED" : "NARROWED";
  if (after === null) return before.kind === "false" ? "ADDED" : "EXTENDED";
  if (before.kind === "false" && after.kind !== "false") return "ADDED";
  if (before.kind !== "false" && after.kind === "false") return "REMOVED";
  if (before.kind === "empty" && after.kind !== "empty") return "NARROWED";
  if (before.kind !== "empty" && after.kind === "empty") return "EXTENDED";
  return "same";
}
