/** Edits that make a difference go away. Each one offered has been tried: the text is read and compared again. */
import type { Difference, Fix, Side } from "#schema/difference.ts";
import { applyEdits } from "#schema/text-range.ts";
import { incompatibilities } from "./compare-java.ts";
import { walkLosses } from "./compare-losses.ts";
import type { Finding } from "./compare-spot.ts";
import { readerFixes } from "./fixes-reader.ts";
import { writerFixes } from "./fixes-writer.ts";
import { nearBranch } from "./near-branch.ts";
import { parseAvro } from "./parse.ts";
import type { AvroSchema } from "./schema.ts";
import { shortTypeText } from "./type-text.ts";

/** Fixes are shown in a menu. */
const FIXES_MAX = 6;

/** Edits of `editable`'s text, the one that changes least for readers first. What stands in another text has none. */
export function fixesForAvro(
  difference: Difference,
  reader: AvroSchema,
  writer: AvroSchema,
  editable: Side,
): readonly Fix[] {
  const before = findings(reader, writer);
  const finding = before.find((one) => isSame(one, difference));
  if (finding === undefined) return [];
  const proposals = proposalsFor(finding, reader, writer, editable, 0);
  const text = editable === "reader" ? reader.text : writer.text;
  const fixes: Fix[] = [];
  const seen = new Set<string>();
  for (const proposal of proposals) {
    const edited = applyEdits(text, proposal.edits);
    if (seen.has(edited) || edited === text || fixes.length >= FIXES_MAX) continue;
    seen.add(edited);
    if (isMended(finding, before, edited, reader, writer, editable)) fixes.push(proposal);
  }
  return fixes;
}

type AnyFinding = Finding<string>;

/** Unions in unions' branches that are mended from the inside. */
const BRANCH_DEPTH_MAX = 8;

function proposalsFor(
  finding: AnyFinding,
  reader: AvroSchema,
  writer: AvroSchema,
  editable: Side,
  depth: number,
): readonly Fix[] {
  const own =
    editable === "reader" ? readerFixes(finding, reader, writer) : writerFixes(finding, reader, writer);
  const near = depth < BRANCH_DEPTH_MAX ? nearBranch(finding) : null;
  if (near === null) return own;
  const inner = near.reasons.map((reason) => proposalsFor(reason, reader, writer, editable, depth + 1));
  if (inner.length === 1) return [...(inner[0] ?? []), ...own];
  const firsts = inner.map(([first]) => first);
  if (firsts.includes(undefined)) return own;
  // A type used twice tells the same twice.
  const edits = new Map(
    firsts.flatMap((fix) => (fix?.edits ?? []).map((edit) => [JSON.stringify(edit), edit])),
  );
  const title = `Mend the branch ${shortTypeText(near.branch.type)}: ${String(firsts.length)} changes`;
  return [{ title, edits: [...edits.values()] }, ...own];
}

function findings(reader: AvroSchema, writer: AvroSchema): readonly AnyFinding[] {
  return [...incompatibilities(reader.root, writer.root), ...walkLosses(reader.root, writer.root).losses];
}

function isSame(
  finding: Pick<AnyFinding, "code" | "location" | "message">,
  other: Pick<AnyFinding, "code" | "location" | "message">,
): boolean {
  return (
    finding.code === other.code && finding.location === other.location && finding.message === other.message
  );
}

/** Whether the edited text is a schema again in which the finding is no more, and nothing new refused. */
function isMended(
  finding: AnyFinding,
  before: readonly AnyFinding[],
  edited: string,
  reader: AvroSchema,
  writer: AvroSchema,
  editable: Side,
): boolean {
  const { references } = editable === "reader" ? reader : writer;
  const { schema } = parseAvro(edited, { isNew: false, references });
  if (schema === null) return false;
  const [nextReader, nextWriter] = editable === "reader" ? [schema, writer] : [reader, schema];
  if (findings(nextReader, nextWriter).some((one) => isSame(one, finding))) return false;
  const refused = incompatibilities(nextReader.root, nextWriter.root).length;
  return refused <= incompatibilities(reader.root, writer.root).length && before.length > 0;
}
