/** A JSON Schema as a tree of named parts. */
import type { OutlineNode } from "#schema/outline.ts";
import { shown } from "./effects.ts";
import type { JsonSchema, SchemaNode } from "./schema.ts";
import { typeText } from "./type-text.ts";

/** The schema itself with its properties, then its definitions; what `$ref` leads to is not repeated. */
export function outlineOfJson({ root }: JsonSchema): readonly OutlineNode[] {
  const main: OutlineNode = {
    key: "#",
    name: root.title ?? root.id ?? "schema",
    kind: "schema",
    type: typeText(root),
    facts: factsOf(root, null),
    doc: root.description ?? "",
    range: root.keywords.get("title")?.value.range ?? root.nameRange,
    children: childrenOf(root),
  };
  const definitions = Array.from(root.definitions, ([name, node]) =>
    outlined(`definition ${name}`, name, "definition", node, null),
  );
  return [main, ...definitions];
}

function outlined(
  key: string,
  name: string,
  kind: string,
  node: SchemaNode,
  parent: SchemaNode | null,
): OutlineNode {
  return {
    key,
    name,
    kind,
    type: typeText(node),
    facts: factsOf(node, parent === null ? null : parent.required.has(name)),
    doc: node.description ?? "",
    range: node.nameRange,
    children: childrenOf(node),
  };
}

function childrenOf(node: SchemaNode): OutlineNode[] {
  const children = Array.from(node.properties, ([name, property]) =>
    outlined(name, name, "property", property, node),
  );
  for (const { pattern, schema } of node.patternProperties) {
    children.push(outlined(`/${pattern}/`, `/${pattern}/`, "pattern", schema, null));
  }
  if (node.items !== null && hasParts(node.items)) {
    children.push(outlined("[]", "[]", "items", node.items, null));
  }
  for (const [index, item] of node.prefixItems.entries()) {
    children.push(outlined(`[${String(index)}]`, `[${String(index)}]`, "item", item, null));
  }
  if (node.additionalProperties !== null && hasParts(node.additionalProperties)) {
    children.push(outlined("[*]", "[*]", "further properties", node.additionalProperties, null));
  }
  for (const key of ["allOf", "anyOf", "oneOf"] as const) {
    for (const [index, part] of node[key].entries()) {
      const name = part.title ?? `${key} ${String(index)}`;
      children.push(outlined(`${key} ${String(index)}`, name, "alternative", part, null));
    }
  }
  return children;
}

function hasParts(node: SchemaNode): boolean {
  return childrenOf(node).length > 0;
}

const SHOWN_KEYWORDS = [
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "default",
];

function factsOf(node: SchemaNode, isRequired: boolean | null): string[] {
  const facts: string[] = [];
  if (isRequired !== null) facts.push(isRequired ? "required" : "optional");
  for (const keyword of SHOWN_KEYWORDS) {
    if (node.keywords.has(keyword)) facts.push(`${keyword} ${shown(node, keyword)}`);
  }
  if (node.uniqueItems) facts.push("no doubles");
  if (node.additionalProperties?.always === false) facts.push("no further properties");
  if (node.deprecated) facts.push("deprecated");
  return facts;
}
