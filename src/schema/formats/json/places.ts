/** Places of a comparison in words and ranges. */
import type { Place } from "#schema/difference.ts";
import type { JsonMember } from "#schema/json-text.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { Anchor } from "./found.ts";
import type { SchemaNode } from "./schema.ts";

/** Where an anchor is. One in another text (behind a `$ref`) is shown at the schema as a whole. */
export function placeOf({ node, keyword }: Anchor): Place {
  const path = pathInWords(node.pointer);
  if (node.document.name !== "") return { path, range: node.document.root.nameRange };
  const member = keyword === null ? undefined : node.keywords.get(keyword);
  return { path, range: member === undefined ? node.nameRange : rangeOf(member) };
}

/** A keyword with a short value is underlined whole, of others the name. */
function rangeOf({ keyRange, value }: JsonMember): TextRange {
  return value.kind === "object" || value.kind === "array"
    ? keyRange
    : { start: keyRange.start, end: value.range.end };
}

/**
 * A JSON pointer as people read it: `#/properties/customer/properties/name` is `customer.name`, of lists `lines[]`, of a
 * definition its name. "" is the schema as a whole.
 */
export function pathInWords(pointer: string): string {
  // Most differences are at a property of the schema itself.
  if (pointer.startsWith(TOP) && pointer.indexOf("/", TOP.length) < 0)
    return unescaped(pointer.slice(TOP.length));
  const tokens = pointer.split("/").slice(1).map(unescaped);
  let path = "";
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? "";
    const next = tokens[at + 1];
    switch (token) {
      case "properties":
      case "dependentSchemas":
      case "dependencies":
        path = next === undefined ? path : path === "" ? next : `${path}.${next}`;
        at++;
        break;
      case "$defs":
      case "definitions":
        path = next ?? path;
        at++;
        break;
      case "patternProperties":
        path = `${path}[/${next ?? ""}/]`;
        at++;
        break;
      case "additionalProperties":
      case "unevaluatedProperties":
        path += "[*]";
        break;
      case "items":
      case "prefixItems": {
        const isTuple = next !== undefined && /^\d+$/.test(next);
        path += isTuple ? `[${next}]` : "[]";
        if (isTuple) at++;
        break;
      }
      case "allOf":
      case "anyOf":
      case "oneOf":
        path = `${path}${path === "" ? "" : " "}(${token} ${next ?? ""})`;
        at++;
        break;
      default:
        path = `${path}${path === "" ? "" : " "}(${token})`;
    }
  }
  return path;
}

const TOP = "#/properties/";

function unescaped(token: string): string {
  return token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;
}

/** The last name of a path, for sentences: `name` of `customer.name`. */
export function nameOf(node: SchemaNode): string {
  const path = pathInWords(node.pointer);
  return path.slice(path.lastIndexOf(".") + 1);
}
