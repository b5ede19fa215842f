/** Where in a record's JSON text a field stands that a codec names by its path, e.g. `Order.lines[0].price`. */
import type { JsonNode } from "#schema/json-text.ts";
import type { TextRange } from "#schema/text-range.ts";

/**
 * The value at `path`, or the innermost thing on the way to it: a field that is missing is told at what lacks it. The
 * path may begin with the record's name, and leaves out the branches of Avro's unions, which stand in the text.
 */
export function placeOfPath(root: JsonNode, path: string): TextRange {
  const steps = path.match(/[^.[\]]+/g) ?? [];
  const [first = "", ...rest] = steps;
  const isNamed = !path.startsWith("[") && memberNamed(root, first) === undefined;
  let at = root;
  for (const step of isNamed ? rest : steps) {
    const next = stepInto(at, step);
    if (next === undefined) break;
    at = next;
  }
  return at.range;
}

function stepInto(node: JsonNode, step: string): JsonNode | undefined {
  if (node.kind === "array") return node.items[Number(step)];
  if (node.kind !== "object") return undefined;
  const member = memberNamed(node, step);
  if (member !== undefined) return member;
  // `{"shop.Address": {…}}`: a union's branch.
  const [only, ...others] = node.members;
  if (only === undefined || others.length > 0) return undefined;
  return only.value.kind === "object" || only.value.kind === "array" ? stepInto(only.value, step) : undefined;
}

/** The last one of a name counts, as for whoever reads the text. */
function memberNamed(node: JsonNode, name: string): JsonNode | undefined {
  return node.kind === "object" ? node.members.findLast(({ key }) => key === name)?.value : undefined;
}
