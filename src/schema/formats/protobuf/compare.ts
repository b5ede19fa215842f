/** Two schemas under one rule set: what the registry finds, and what the bytes feel besides. */
import { unreachable } from "#base/assert.ts";
import type { Difference } from "#schema/difference.ts";
import type { CompareOptions, RuleSet } from "#schema/format.ts";
import { dataEffects } from "./effects.ts";
import { compareApicurio } from "./rules-apicurio.ts";
import { compareBufWire } from "./rules-buf-wire.ts";
import { compareConfluent } from "./rules-confluent.ts";
import type { ProtoSchema } from "./schema.ts";

export function compareProtobuf(
  reader: ProtoSchema,
  writer: ProtoSchema,
  { rules }: Pick<CompareOptions, "rules">,
): readonly Difference[] {
  if (reader === writer || (reader.text === writer.text && reader.file.imports.length === 0)) return [];
  const found = judge(reader, writer, rules);
  const broken = new Set(found.filter(({ breaks }) => breaks).map(subject));
  const effects = dataEffects(reader, writer).filter((effect) => !broken.has(subject(effect)));
  const effectsOf = new Map(
    effects.map((effect) => [`${effect.code} ${subject(effect)}`, effect.dataEffect]),
  );
  const merged = found.map((difference) => {
    const key = `${difference.code} ${subject(difference)}`;
    const dataEffect = effectsOf.get(key);
    if (dataEffect === undefined || difference.breaks) return difference;
    effectsOf.delete(key);
    return { ...difference, dataEffect };
  });
  const rest = effects.filter((effect) => effectsOf.has(`${effect.code} ${subject(effect)}`));
  return [...merged, ...rest];
}

function judge(reader: ProtoSchema, writer: ProtoSchema, rules: RuleSet): readonly Difference[] {
  switch (rules) {
    case "confluent":
      return compareConfluent(reader, writer, "latest");
    case "confluent-8.3":
      return compareConfluent(reader, writer, "8.3");
    case "glue":
      // Closed source: its documentation and public questions fit Confluent's rules.
      return compareConfluent(reader, writer, "latest");
    case "apicurio":
      return compareApicurio(reader, writer);
    case "buf-wire":
      return compareBufWire(reader, writer);
    default:
      return unreachable(rules);
  }
}

/** What a difference is about: an effect on what the registry refuses anyway is not told twice. */
function subject({ reader, writer }: Difference): string {
  return `${reader.path} ${writer.path}`;
}
