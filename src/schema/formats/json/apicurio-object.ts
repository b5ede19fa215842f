/** Apicurio's rules for objects. */
import type { ApicurioComparer } from "./apicurio.ts";
import type { Finder } from "./apicurio-found.ts";
import type { ApicurioSchemas } from "./apicurio-types.ts";
import type { Everit, EveritObject } from "./everit.ts";
import { combined } from "./everit-parts.ts";
import { under } from "./found.ts";
import { areWrittenAlike, mayHaveAlternatives } from "./same-text.ts";

export function compareObjects(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritObject,
  update: EveritObject,
): void {
  finder.names("OBJECT_TYPE_REQUIRED_PROPERTIES", "required", original.required, update.required);
  if (update.propertyNames !== null) {
    if (original.propertyNames === null) {
      finder.tell("OBJECT_TYPE_PROPERTY_SCHEMA_ADDED", "propertyNames", "propertyNames");
    } else {
      finder.found.push(
        ...under("propertyNames", comparer.compare(original.propertyNames, update.propertyNames)),
      );
    }
  }
  finder.limit("OBJECT_TYPE_MIN_PROPERTIES", "minProperties", original.minProperties, update.minProperties);
  finder.limit("OBJECT_TYPE_MAX_PROPERTIES", "maxProperties", original.maxProperties, update.maxProperties);
  comparePropertyDependencies(finder, original, update);
  compareAdditional(comparer, finder, original, update);
  comparePatterns(comparer, finder, original, update);
  compareSchemaDependencies(comparer, finder, original, update);
  compareProperties(comparer, finder, original, update);
}

function comparePropertyDependencies(finder: Finder, original: EveritObject, update: EveritObject): void {
  finder.names(
    "OBJECT_TYPE_PROPERTY_DEPENDENCIES_KEYS",
    "dependencies",
    original.propertyDependencies.keys(),
    update.propertyDependencies.keys(),
  );
  for (const [name, after] of update.propertyDependencies) {
    const before = original.propertyDependencies.get(name);
    if (before !== undefined) {
      finder.names("OBJECT_TYPE_PROPERTY_DEPENDENCIES_VALUE", `dependencies/${name}`, before, after);
    }
  }
}

function compareAdditional(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritObject,
  update: EveritObject,
): void {
  const path = "additionalProperties";
  const isSame = finder.flag(
    "OBJECT_TYPE_ADDITIONAL_PROPERTIES",
    path,
    original.permitsAdditional,
    update.permitsAdditional,
  );
  if (!isSame || !update.permitsAdditional) return;
  const change = schemaOrTrue(comparer, original.additional, update.additional);
  if (change === "CHANGED") finder.tell("OBJECT_TYPE_ADDITIONAL_PROPERTIES_SCHEMA_CHANGED", path, path);
  else if (change !== null) finder.tell(`OBJECT_TYPE_ADDITIONAL_PROPERTIES_${change}`, path, path);
}

/** How what may be besides changed, null as a schema being `true`. */
export function schemaOrTrue(
  comparer: ApicurioComparer,
  original: Everit | null,
  update: Everit | null,
): "EXTENDED" | "NARROWED" | "CHANGED" | null {
  if (original === null) return update === null ? null : "NARROWED";
  if (update === null) return "EXTENDED";
  const backward = comparer.isCompatible(original, update);
  const forward = comparer.isCompatible(update, original);
  if (backward) return forward ? null : "EXTENDED";
  return forward ? "NARROWED" : "CHANGED";
}

function comparePatterns(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritObject,
  update: EveritObject,
): void {
  const before = new Map(original.patternProperties.map(({ pattern, schema }) => [pattern, schema]));
  const after = new Map(update.patternProperties.map(({ pattern, schema }) => [pattern, schema]));
  finder.names("OBJECT_TYPE_PATTERN_PROPERTY_KEYS", "patternProperties", before.keys(), after.keys());
  for (const [pattern, schema] of after) {
    const was = before.get(pattern);
    if (was === undefined) continue;
    finder.found.push(...under(`patternProperties/${pattern}`, comparer.compare(was, schema)));
  }
}

function compareSchemaDependencies(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritObject,
  update: EveritObject,
): void {
  finder.names(
    "OBJECT_TYPE_SCHEMA_DEPENDENCIES",
    "dependencies",
    original.schemaDependencies.keys(),
    update.schemaDependencies.keys(),
  );
  for (const [name, after] of update.schemaDependencies) {
    const before = original.schemaDependencies.get(name);
    if (before === undefined) continue;
    finder.found.push(...under(`dependencies/${name}`, comparer.compare(before, after)));
  }
}

function compareProperties(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritObject,
  update: EveritObject,
): void {
  const added: Everit[] = [];
  const removed: Everit[] = [];
  for (const [name, before] of original.properties) {
    const after = update.properties.get(name);
    if (after === undefined) removed.push(before);
    // Apicurio may refuse even the same alternatives, if each of them fits each.
    else if (mayHaveAlternatives(before.node) || !areWrittenAlike(before.node, after.node)) {
      // A text may become one of several, as if it had been the only one of them.
      const isLone = before.kind === "string" && after.kind === "combined";
      const was = isLone ? combined(before.node, "anyOf", [before], true) : before;
      finder.found.push(...under(`properties/${name}`, comparer.compare(was, after)));
    }
  }
  for (const [name, after] of update.properties) if (!original.properties.has(name)) added.push(after);
  if (added.length > 0) {
    schemasAdded(comparer, finder, "OBJECT_TYPE_PROPERTY_SCHEMAS", "properties", added, original, update);
  }
  if (removed.length > 0) {
    schemasRemoved(comparer, finder, "OBJECT_TYPE_PROPERTY_SCHEMAS", "properties", removed, update);
  }
}

interface Rest {
  readonly permitsAdditional: boolean;
  readonly additional: Everit | null;
}

/** Judged by what the old schema allowed besides. */
export function schemasAdded(
  comparer: ApicurioComparer,
  finder: Finder,
  name: ApicurioSchemas,
  path: string,
  added: readonly Everit[],
  original: Rest,
  update: Rest,
): void {
  const { additional } = original;
  if (!original.permitsAdditional) finder.tell(`${name}_EXTENDED`, path, path);
  else if (additional === null) finder.tell(`${name}_NARROWED`, path, path);
  else if (update.permitsAdditional) {
    const areCovered = added.every((schema) => comparer.isCompatible(schema, additional));
    finder.tell(`${name}_${areCovered ? "EXTENDED" : "CHANGED"}`, path, path);
  } else {
    const areCovered = added.every((schema) => comparer.isCompatible(additional, schema));
    finder.tell(`${name}_${areCovered ? "NARROWED" : "CHANGED"}`, path, path);
  }
}

/** Judged by what the new schema allows besides. */
export function schemasRemoved(
  comparer: ApicurioComparer,
  finder: Finder,
  name: ApicurioSchemas,
  path: string,
  removed: readonly Everit[],
  update: Rest,
): void {
  const { additional } = update;
  if (!update.permitsAdditional) finder.tell(`${name}_NARROWED`, path, path);
  else if (additional === null) finder.tell(`${name}_EXTENDED`, path, path);
  else {
    const areCovered = removed.every((schema) => comparer.isCompatible(schema, additional));
    finder.tell(
      `${name}_${areCovered ? "NARROWED_COMPATIBLE_WITH_ADDITIONAL_PROPERTIES" : "CHANGED"}`,
      path,
      path,
    );
  }
}
