/** The history of a field in words. */
import type { FieldHistory } from "#session/schema-analysis.ts";
import type { SchemaUser } from "#session/schema-users.ts";

/** Lines of plain text: what it is, since when, its types over time, who reads it. `version` is the one that is shown. */
export function historyLines(
  { node, path, spans, missingIn }: FieldHistory,
  users: readonly SchemaUser[],
  version: number,
): readonly string[] {
  const type = node.type === "" ? node.kind : `${node.kind} of type ${node.type}`;
  const facts = node.facts.length === 0 ? "" : ` (${node.facts.join(", ")})`;
  const first = spans[0]?.versions[0] ?? `v${version}`;
  const lines = [`${path}: ${type}${facts}`];
  if (node.doc !== "") lines.push(node.doc);
  const isSame = spans.every((span) => span.type === spans[0]?.type);
  lines.push(isSame ? `Since ${first}, always with this type.` : `Since ${first}. ${typesOverTime(spans)}`);
  const gone = missingIn.filter((name) => numberOf(name) > numberOf(first));
  if (gone.length > 0) lines.push(`Missing in ${gone.join(", ")}.`);
  lines.push(...readersOf(users, missingIn));
  return lines;
}

const numberOf = (name: string): number => Number(name.slice(1));

function typesOverTime(spans: FieldHistory["spans"]): string {
  const parts = spans.map(({ type, versions }) => {
    const [from, to] = [versions[0] ?? "", versions.at(-1) ?? ""];
    return `${from === to ? from : `${from} to ${to}`}: ${type === "" ? "no type" : type}`;
  });
  return `${parts.join("; ")}.`;
}

/** Who reads it today, and who cannot since its version does not have it. */
function readersOf(users: readonly SchemaUser[], missingIn: readonly string[]): readonly string[] {
  const readers = users.filter(({ role }) => role === "reads");
  if (readers.length === 0) return [];
  const named = ({ name, version }: SchemaUser): string =>
    `${name} (${version === 0 ? "newest" : `v${version}`})`;
  const isBlind = ({ version }: SchemaUser): boolean => missingIn.includes(`v${version}`);
  const reading = readers.filter((user) => !isBlind(user)).map(named);
  const blind = readers.filter(isBlind).map(named);
  return [
    ...(reading.length === 0 ? [] : [`Read by ${reading.join(", ")}.`]),
    ...(blind.length === 0 ? [] : [`Not seen by ${blind.join(", ")}.`]),
  ];
}
