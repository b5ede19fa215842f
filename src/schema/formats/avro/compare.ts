/** Differences of two Avro schemas under a registry's rules, with what becomes of the bytes. */
import { unreachable } from "#base/assert.ts";
import type { Difference } from "#schema/difference.ts";
import type { CompareOptions, RuleSet } from "#schema/format.ts";
import { incompatibilities, type Incompatibility } from "./compare-java.ts";
import { readsAll, walkLosses, type Walked } from "./compare-losses.ts";
import type { Finding } from "./compare-spot.ts";
import type { AvroSchema } from "./schema.ts";

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
  const judged = asksGrammar(rules)
    ? judgedByGrammar(refused, walked, reader, writer)
    : [...refused.map((one) => difference(one, true)), ...runtimeFailures(refused, walked)];
  return [...judged, ...walked.losses.map((loss) => difference(loss, false, loss.effect))];
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
  { code, location, message, reader, writer, ...rest }: Finding<string>,
  breaks: boolean,
  effect: string | null = runtimeEffect({ code, location, message, reader, writer, ...rest }),
): Difference {
  const found = { code, breaks, location, message, reader, writer };
  return effect === null ? found : { ...found, dataEffect: effect };
}

/** Codes of ours may not be among the registry's: only where Java's reader fails although the registry accepts all. */
function runtimeFailures(refused: readonly Incompatibility[], { errors }: Walked): readonly Difference[] {
  if (refused.length > 0) return [];
  return errors.map((error) =>
    difference(
      { ...error, code: "RUNTIME_FAILURE" },
      false,
      `Registries accept this, but Avro's Java reader fails on such a record: ${error.message}.`,
    ),
  );
}

/** What the grammar tolerates does not break; where nothing of the rest breaks, the grammar's own errors do. */
function judgedByGrammar(
  refused: readonly Incompatibility[],
  { errors, losses }: Walked,
  reader: AvroSchema,
  writer: AvroSchema,
): readonly Difference[] {
  if (readsAll(reader.root, writer.root)) return refused.map((one) => difference(one, false));
  const judged = refused.map((one) => difference(one, runtimeEffect(one) === null || isInUnion(one)));
  if (judged.some(({ breaks }) => breaks)) return judged;
  const own: readonly Finding<string>[] =
    errors.length > 0 ? errors : losses.filter(({ code }) => code === "INVALID_DEFAULT");
  return [...judged, ...own.map((error) => difference(error, true, null))];
}

function isInUnion({ code }: Incompatibility): boolean {
  return code === "MISSING_UNION_BRANCH";
}

/** Where a registry refuses although a reader fails on some records only, or on none; null where it fails on all that reach the place. */
function runtimeEffect({ code, message, readerUse, writerUse }: Finding<string>): string | null {
  switch (code) {
    case "NAME_MISMATCH":
      return readerUse.type.kind === "record" && writerUse.type.kind === "record"
        ? "Registries refuse it; at run time Avro's Java reader does not look at the names of records and reads them."
        : null;
    case "MISSING_ENUM_SYMBOLS":
      return `Registries refuse it; at run time a reader fails only if a record holds one of ${message.slice(1, -1)}.`;
    case "MISSING_UNION_BRANCH":
      return "Registries refuse it; at run time a reader fails only if a record holds the branch that is missing.";
    default:
      return null;
  }
}
