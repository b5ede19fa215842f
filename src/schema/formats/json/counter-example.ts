/** Finding a document that is valid for the writer and not for the reader, because of one difference. */
import type { Codec, CounterExample } from "#schema/codec.ts";
import type { Difference } from "#schema/difference.ts";
import type { JsonValue } from "#schema/payload.ts";
import { changedDocuments } from "./counter-example-values.ts";
import { pathInWords } from "./places.ts";
import { withDefaults } from "./reads-defaults.ts";
import type { Failure } from "./reads-validate.ts";
import { failuresOf, validate } from "./reads-validate.ts";
import { memberPath, shownValue } from "./reads-values.ts";
import { sampleDocument } from "./sample.ts";
import type { JsonSchema } from "./schema.ts";

/** Documents tried in one search. */
const TRIES_MAX = 4000;

/** Full documents, sparse ones, and other alternatives. */
const BASES: readonly (() => number)[] = [() => 0.5, () => 0.95, () => 0.05, () => 0.79];

/** Both validators have judged the document. null: none was found. */
export function findCounterExample(
  reader: JsonSchema,
  writer: JsonSchema,
  difference: Difference,
  codec: Pick<Codec<JsonSchema>, "encode" | "decode">,
): CounterExample | null {
  const found = bestDocument(reader, writer, difference);
  if (found === undefined) return null;
  const { value, failure } = found;
  const { bytes } = codec.encode(writer, value);
  const decoded = codec.decode(reader, writer, bytes);
  if (decoded.outcome.kind !== "failed") return null;
  const says = `${shownValue(value)} is not valid for the reader: ${failure.says} (${failure.pointer}/${failure.keyword})`;
  return { value, bytes, decoded, says };
}

function bestDocument(
  reader: JsonSchema,
  writer: JsonSchema,
  difference: Difference,
): { readonly value: JsonValue; readonly failure: Failure } | undefined {
  let best: { value: JsonValue; failure: Failure } | undefined;
  let bestRank = 0;
  let tries = 0;
  const seen = new Set<string>();
  for (const random of BASES) {
    const base = sampleDocument(writer.root, random);
    for (const document of changedDocuments(base, reader.root, writer.root)) {
      if (tries++ > TRIES_MAX) return best;
      const text = JSON.stringify(document);
      if (seen.has(text)) continue;
      seen.add(text);
      const failures = failuresOf(reader.root, withDefaults(reader.root, document).value);
      const ranks = failures.map((failure) => rankOf(failure, difference));
      const rank = Math.max(0, ...ranks);
      const failure = failures[ranks.indexOf(rank)];
      if (failure === undefined || rank <= bestRank || validate(writer.root, document) !== null) continue;
      [best, bestRank] = [{ value: document, failure }, rank];
      if (rank === RANK_MAX) return best;
    }
  }
  return best;
}

const RANK_MAX = 5;

/** 0: says nothing about the difference. */
function rankOf(failure: Failure, { location, reader, writer }: Difference): number {
  const keyword = location.split("/").includes(failure.keyword) ? 1 : 0;
  const words = pathInWords(failure.pointer);
  const absent = failure.absent === undefined ? undefined : memberPath(failure.path, failure.absent);
  const places = [reader.path, writer.path];
  const documents = places.map(withoutPositions);
  const paths = [failure.path, ...(absent === undefined ? [] : [absent])].map(withoutPositions);
  if (paths.some((path) => documents.includes(path) && path !== "")) return 4 + keyword;
  if (places.includes(words)) return 3 + keyword;
  if (paths.some((path) => documents.includes(path))) return 2 + keyword;
  const isNear = paths.some((path) => documents.some((one) => isWithin(path, one) || isWithin(one, path)));
  return isNear ? 1 + keyword : 0;
}

function isWithin(inner: string, outer: string): boolean {
  return outer === "" || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

/** `lines[0].price` and `lines[].price` are the same place; alternatives are none of their own. */
function withoutPositions(path: string): string {
  return path
    .replaceAll(/ ?\([^()]*\)/g, "")
    .replaceAll(/\[\d+\]/g, "[]")
    .replaceAll("[*]", "");
}
