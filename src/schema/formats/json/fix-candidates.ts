/** Edits that might mend a difference. */
import type { Fix, Side } from "#schema/difference.ts";
import { memberOf, type JsonMember, type JsonNode, type JsonObjectNode } from "#schema/json-text.ts";
import { valueKey } from "./everit.ts";
import type { Anchor, Found } from "./found.ts";
import { addItems, removeItem, removeMember, setMember } from "./json-edits.ts";
import { pathInWords } from "./places.ts";
import { quoted } from "./problems.ts";
import type { SchemaNode } from "./schema.ts";

/** Where to edit, and what the other side has there. */
interface Task {
  readonly own: Anchor;
  readonly other: Anchor;
  readonly side: Side;
  readonly path: string;
}

/** All that might help, the smallest intervention first; whether it does is the caller's to find out. */
export function candidatesFor({ original, update, path }: Found, side: Side): readonly Fix[] {
  const task: Task =
    side === "reader"
      ? { own: update, other: original, side, path }
      : { own: original, other: update, side, path };
  if (task.own.node.document.name !== "") return [];
  return [
    ...contentModelFixes(task),
    ...requiredFixes(task),
    ...enumFixes(task),
    ...propertyFixes(task),
    ...keywordFixes(task),
    ...typeFixes(task),
  ];
}

function objectOf({ pointer, document }: SchemaNode): JsonObjectNode | null {
  const json = jsonAt(document.tree, pointer);
  return json?.kind === "object" ? json : null;
}

function jsonAt(tree: JsonNode, pointer: string): JsonNode | undefined {
  let current: JsonNode | undefined = tree;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (current === undefined) return undefined;
    current = current.kind === "array" ? current.items[Number(name)] : memberOf(current, name)?.value;
  }
  return current;
}

function textAt({ document }: SchemaNode, { range }: JsonNode): string {
  return document.text.slice(range.start, range.end);
}

function named({ pointer }: SchemaNode): string {
  const path = pathInWords(pointer);
  return path === "" ? "the schema" : quoted(path);
}

/** The property's name where a difference is about one. */
function propertyOf({ path }: Task): string | null {
  const name =
    /^(?:.*\/)?properties\/([^/]+)$/.exec(path)?.[1] ?? /^(?:.*\/)?required\/([^/]+)$/.exec(path)?.[1];
  return name ?? null;
}

/** The node that has a property: the parent in the same text. */
function ownerOf(node: SchemaNode, name: string): { object: JsonObjectNode; node: SchemaNode } | null {
  if (node.properties.has(name)) {
    const object = objectOf(node);
    return object === null ? null : { object, node };
  }
  const at = node.pointer.lastIndexOf("/properties/");
  if (at < 0) return null;
  const json = jsonAt(node.document.tree, node.pointer.slice(0, at));
  return json?.kind === "object" ? { object: json, node } : null;
}

/** Whether further properties are allowed. */
function contentModelFixes({ own, other }: Task): Fix[] {
  const fixes: Fix[] = [];
  for (const node of [own.node, parentNode(own.node)]) {
    const object = node === null ? null : objectOf(node);
    if (node === null || object === null || !isAboutObjects(object)) continue;
    const { text } = node.document;
    const model = memberOf(object, "additionalProperties");
    if (model === undefined || model.value.kind !== "boolean" || model.value.value) {
      fixes.push({
        title: `Allow no further properties in ${named(node)}`,
        edits: [setMember(text, object, "additionalProperties", "false")],
      });
    } else if (other.keyword === "additionalProperties" || own.keyword === "additionalProperties") {
      fixes.push({
        title: `Allow further properties in ${named(node)}`,
        edits: [setMember(text, object, "additionalProperties", "true")],
      });
    }
  }
  return fixes;
}

function isAboutObjects(object: JsonObjectNode): boolean {
  const type = memberOf(object, "type")?.value;
  return memberOf(object, "properties") !== undefined || (type?.kind === "string" && type.value === "object");
}

function parentNode(node: SchemaNode): SchemaNode | null {
  const at = node.pointer.lastIndexOf("/properties/");
  if (at < 0) return null;
  return nodeAt(node.document.root, node.pointer.slice(0, at));
}

function nodeAt(root: SchemaNode, pointer: string): SchemaNode | null {
  if (pointer === root.pointer) return root;
  const stack: SchemaNode[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { properties, definitions, items, prefixItems, allOf, anyOf, oneOf, additionalProperties } = next;
    const single = [items, additionalProperties].filter((child) => child !== null);
    const lists = [
      ...properties.values(),
      ...definitions.values(),
      ...prefixItems,
      ...allOf,
      ...anyOf,
      ...oneOf,
    ];
    for (const child of [...lists, ...single]) {
      if (child.pointer === pointer) return child;
      if (pointer.startsWith(`${child.pointer}/`)) stack.push(child);
    }
  }
  return null;
}

function requiredFixes(task: Task): Fix[] {
  const name = propertyOf(task);
  const owner = name === null ? null : ownerOf(task.own.node, name);
  if (name === null || owner === null) return [];
  const fixes: Fix[] = [];
  const { text } = owner.node.document;
  const property = memberOf(memberOf(owner.object, "properties")?.value ?? owner.object, name)?.value;
  if (property?.kind === "object" && memberOf(property, "default") === undefined) {
    const value = defaultFor(property);
    fixes.push({
      title: `Give ${quoted(name)} the default ${value}`,
      edits: [setMember(text, property, "default", value)],
    });
  }
  const required = memberOf(owner.object, "required");
  if (required?.value.kind !== "array") return fixes;
  const item = required.value.items.find((one) => one.kind === "string" && one.value === name);
  if (item === undefined) return fixes;
  const isOnly = required.value.items.length === 1;
  fixes.push({
    title: `Make ${quoted(name)} optional`,
    edits: [isOnly ? removeMember(text, owner.object, required) : removeItem(text, required.value, item)],
  });
  return fixes;
}

/** JSON text of a value that the schema takes, as far as its type tells. */
function defaultFor(property: JsonObjectNode): string {
  const values = memberOf(property, "enum")?.value;
  const first = values?.kind === "array" ? values.items[0] : undefined;
  if (first?.kind === "string") return JSON.stringify(first.value);
  if (first?.kind === "number") return first.raw;
  const type = memberOf(property, "type")?.value;
  const name = type?.kind === "array" ? type.items.find(({ kind }) => kind === "string") : type;
  switch (name?.kind === "string" ? name.value : "") {
    case "string":
      return '""';
    case "number":
    case "integer": {
      const least = memberOf(property, "minimum")?.value;
      return least?.kind === "number" && least.value > 0 ? least.raw : "0";
    }
    case "boolean":
      return "false";
    case "array":
      return "[]";
    case "object":
      return "{}";
    default:
      return "null";
  }
}

/** Values that the other side has and this one lacks. */
function enumFixes({ own, other }: Task): Fix[] {
  const fixes: Fix[] = [];
  const list = own.node.keywords.get("enum")?.value;
  const values = other.node.enum ?? (other.node.const === null ? null : [other.node.const.value]);
  if (list?.kind === "array" && values !== null) {
    const known = new Set((own.node.enum ?? []).map(valueKey));
    const missing = values
      .filter((value) => !known.has(valueKey(value)))
      .map((value) => JSON.stringify(value));
    if (missing.length > 0) {
      const title = `Put ${missing.length > 3 ? `${String(missing.length)} values` : missing.join(", ")} back into ${named(own.node)}`;
      fixes.push({ title, edits: [addItems(own.node.document.text, list, missing)] });
    }
  }
  return fixes;
}

/** A property that one side lacks. */
function propertyFixes(task: Task): Fix[] {
  const { own, other } = task;
  const name = propertyOf(task);
  if (name === null) return [];
  const { text } = own.node.document;
  const mine = ownerOf(own.node, name);
  const properties = mine === null ? undefined : memberOf(mine.object, "properties")?.value;
  const member = properties === undefined ? undefined : memberOf(properties, name);
  if (member !== undefined && properties?.kind === "object") {
    return [
      { title: `Allow any value for ${quoted(name)}`, edits: [{ range: member.value.range, text: "{}" }] },
      { title: `Remove ${quoted(name)}`, edits: [removeMember(text, properties, member)] },
    ];
  }
  const theirs = jsonAt(other.node.document.tree, other.node.pointer);
  const object = objectOf(own.node);
  if (theirs === undefined || object === null || !other.node.pointer.endsWith(`/properties/${name}`))
    return [];
  const held = memberOf(object, "properties");
  const value = textAt(other.node, theirs);
  return [
    {
      title: `Restore ${quoted(name)}`,
      edits: [
        held?.value.kind === "object"
          ? setMember(text, held.value, name, value)
          : setMember(text, object, "properties", `{${JSON.stringify(name)}: ${value}}`),
      ],
    },
  ];
}

/** What the other side says under the keyword, or nothing where it says nothing. */
function keywordFixes({ own, other }: Task): Fix[] {
  const keyword = own.keyword ?? other.keyword;
  const object = objectOf(own.node);
  if (keyword === null || object === null || keyword === "$ref") return [];
  const mine = memberOf(object, keyword);
  const theirs = other.node.keywords.get(keyword);
  const { text } = own.node.document;
  if (theirs === undefined) return mine === undefined ? [] : [removal(own.node, object, mine)];
  const value = textAt(other.node, theirs.value);
  const title = `${mine === undefined ? "Restore" : "Go back to"} ${keyword} ${value.length > 30 ? "as it was" : value} in ${named(own.node)}`;
  return [{ title, edits: [setMember(text, object, keyword, value)] }];
}

function removal(node: SchemaNode, object: JsonObjectNode, member: JsonMember): Fix {
  return {
    title: `Remove ${member.key} from ${named(node)}`,
    edits: [removeMember(node.document.text, object, member)],
  };
}

/** Both types, or the other side's schema whole. */
function typeFixes({ own, other, side }: Task): Fix[] {
  if (own.keyword !== "type" || own.node.pointer === "#") return [];
  const fixes: Fix[] = [];
  const object = objectOf(own.node);
  const mine = own.node.types;
  const theirs = other.node.types;
  if (side === "reader" && object !== null && mine !== null && theirs !== null) {
    const types = [...new Set([...theirs, ...mine])].map((type) => JSON.stringify(type)).join(", ");
    const edits = [setMember(own.node.document.text, object, "type", `[${types}]`)];
    fixes.push({
      title: `Accept ${types.replaceAll('"', "").replaceAll(", ", " and ")} in ${named(own.node)}`,
      edits,
    });
  }
  const whole = jsonAt(other.node.document.tree, other.node.pointer);
  if (whole !== undefined) {
    const edits = [{ range: own.node.range, text: textAt(other.node, whole) }];
    fixes.push({ title: `Go back to the former schema of ${named(own.node)}`, edits });
  }
  return fixes;
}
