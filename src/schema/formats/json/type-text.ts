/** A schema's type as people write it. */
import { resolved, type SchemaNode } from "./schema.ts";

/** `string (date-time)`, `list of Address`, `string or null`, `one of 3`; "any" where nothing restricts it. */
export function typeText(node: SchemaNode, depth = 0): string {
  if (node.always !== null) return node.always ? "any" : "never";
  if (node.refText !== null) return refName(node);
  if (node.const !== null) return `always ${short(JSON.stringify(node.const.value))}`;
  const enumText =
    node.enum === null ? null : short(node.enum.map((value) => JSON.stringify(value)).join(" | "));
  if (node.types !== null && node.types.length > 0) {
    const types = node.types.map((type) =>
      type === "array" ? listText(node, depth) : withFormat(node, type),
    );
    return enumText === null ? types.join(" or ") : `${types.join(" or ")}: ${enumText}`;
  }
  if (enumText !== null) return enumText;
  for (const [key, word] of [
    ["oneOf", "one of"],
    ["anyOf", "any of"],
    ["allOf", "all of"],
  ] as const) {
    const { length } = node[key];
    if (length === 0) continue;
    if (depth > 2 || length > 4) return `${word} ${String(length)}`;
    return `${word} ${node[key].map((part) => typeText(part, depth + 1)).join(", ")}`;
  }
  if (node.properties.size > 0) return "object";
  if (node.items !== null || node.prefixItems.length > 0) return listText(node, depth);
  return "any";
}

function withFormat({ format }: SchemaNode, type: string): string {
  return type === "string" && format !== null ? `string (${short(format)})` : type;
}

function listText({ items, prefixItems }: SchemaNode, depth: number): string {
  if (prefixItems.length > 0) return `tuple of ${String(prefixItems.length)}`;
  return items === null || depth > 2 ? "list" : `list of ${typeText(items, depth + 1)}`;
}

function refName(node: SchemaNode): string {
  const target = resolved(node);
  const text = node.refText ?? "";
  const last = text.slice(text.lastIndexOf("/") + 1).replace(/^#/, "");
  return short(target.title ?? (last === "" ? "the schema itself" : last));
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
