/** Differences of two Avro schemas under a registry's rules, with what becomes of the bytes. */
import { unreachable } from "#base/assert.ts";
import type { Difference } from "#schema/difference.ts";
import type { CompareOptions, RuleSet } from "#schema/format.ts";
import { canDecode } from "./compare-grammar.ts";
import { incompatibilities, type Incompatibility } from "./compare-java.ts";
import { walkLosses, type Walked } from "./compare-losses.ts";
import type { Finding } from "./compare-spot.ts";
import { nearBranch } from "./near-branch.ts";
import type { AvroSchema } from "./schema.ts";
import { shortTypeText } from "./type-text.ts";

/**
 * Confluent's registry (all releases) and Apicurio call Java's SchemaCompatibility; `buf-wire`, which knows no Avro, is taken
 * as Confluent. Glue is closed: what is known of it fits Java's decoding grammar, which refuses less.
 */
export function compareAvro(
  reader: AvroSchema,
  writer: AvroSchema,
  { rules }: CompareOptions,
): readonly Difference[] {
  const refused = incompatibilities(reader.root, writer.root);
  const walked = walkLosses(reader.root, writer.root);
  const isGrammar = asksGrammar(rules);
  const judged = isGrammar ? judgedByGrammar(refused, walked, reader, writer) : judgedByJava(refused, walked);
  const losses = walked.losses.map((loss) =>
    // Making the grammar writes the default's bytes.
    difference(loss, isGrammar && loss.code === "INVALID_DEFAULT", loss.effect),
  );
  return [...judged, ...losses];
}

function asksGrammar(rules: RuleSet): boolean {
  switch (rules) {
    case "confluent":
    case "confluent-8.3":
    case "apicurio":
    case "buf-wire":
      return false;
    case "glue":
      return true;
    default:
      return unreachable(rules);
  }
}

function difference(
  { code, location, message, reader, writer }: Finding<string>,
  breaks: boolean,
  effect: string | null,
): Difference {
  const found = { code, breaks, location, message, reader, writer };
  return effect === null ? found : { ...found, dataEffect: effect };
}

/** All of Java's; and where it finds nothing, that its reader fails all the same. */
function judgedByJava(refused: readonly Incompatibility[], { errors }: Walked): readonly Difference[] {
  if (refused.length > 0) {
    return refused.map((one, index) => difference(one, true, runtimeEffect(one, index < DETAILED_MAX)));
  }
  return errors.map((error) =>
    difference(
      { ...error, code: "RUNTIME_FAILURE" },
      false,
      `Registries accept this, but Avro's Java reader fails on such a record: ${error.message}.`,
    ),
  );
}

/** Findings for which the branch that was meant is looked for, which is a comparison each. */
const DETAILED_MAX = 50;

/** What the grammar tolerates does not break; where nothing of the rest breaks, the grammar's own errors do. */
function judgedByGrammar(
  refused: readonly Incompatibility[],
  { errors }: Walked,
  reader: AvroSchema,
  writer: AvroSchema,
): readonly Difference[] {
  const readsAll = canDecode(reader.root, writer.root);
  const judged = refused.map((one, index) => {
    const effect = runtimeEffect(one, index < DETAILED_MAX);
    const isTolerated = effect !== null && one.code !== "MISSING_UNION_BRANCH";
    return difference(one, !readsAll && !isTolerated, effect);
  });
  if (readsAll || judged.some(({ breaks }) => breaks)) return judged;
  return [...judged, ...errors.map((error) => difference(error, true, null))];
}

/** Where a registry refuses although a reader fails on some records only, or on none; null where it fails on all that reach the place. */
function runtimeEffect(finding: Finding<string>, isDetailed: boolean): string | null {
  const { code, message, readerUse, writerUse } = finding;
  switch (code) {
    case "NAME_MISMATCH":
      return readerUse.type.kind === "record" && writerUse.type.kind === "record"
        ? "Confluent's registry and Apicurio refuse it; at run time Avro's Java reader does not look at the names of records and reads them."
        : null;
    case "MISSING_ENUM_SYMBOLS":
      return `Confluent's registry and Apicurio refuse it; at run time a reader fails only if a record holds one of ${message.slice(1, -1)}.`;
    case "MISSING_UNION_BRANCH":
      return `Confluent's registry and Apicurio refuse it; at run time a reader fails only if a record holds that branch.${isDetailed ? whyNot(finding) : ""}`;
    default:
      return null;
  }
}

/** The registry tells only that a branch is missing; the one that was meant may be there and not fit. */
function whyNot(finding: Finding<string>): string {
  const near = nearBranch(finding);
  const [first] = near?.reasons ?? [];
  if (near === null || first === undefined) return "";
  const more = near.reasons.length > 1 ? `, and ${String(near.reasons.length - 1)} more` : "";
  return ` The reader has a branch ${shortTypeText(near.branch.type)} that does not fit: ${first.code} at ${first.location} (${first.message})${more}.`;
}
