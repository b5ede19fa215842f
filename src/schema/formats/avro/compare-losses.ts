/** What Avro's rules accept although something changes on the way: found on the walk that Java's reader makes. */
import { walkGrammar, type GrammarError } from "./compare-grammar.ts";
import { findingAt, type Finding, type Spot } from "./compare-spot.ts";
import { hasValidDefault } from "./defaults.ts";
import { quoted } from "./names.ts";
import { typeTitle, type AvroType, type EnumType, type LogicalType, type TypeUse } from "./schema.ts";

type LossCode =
  | "INT_TO_FLOAT"
  | "LONG_TO_FLOAT"
  | "LONG_TO_DOUBLE"
  | "BYTES_TO_STRING"
  | "LOGICAL_TYPE_CHANGED"
  | "DECIMAL_PRECISION_CHANGED"
  | "DECIMAL_SCALE_CHANGED"
  | "ENUM_DEFAULT_TAKEN"
  | "INVALID_DEFAULT"
  | "NAMESPACE_CHANGED";

/** `effect`: what happens to the bytes; null where nothing does in Avro's own readers. */
export interface Loss extends Finding<LossCode> {
  readonly effect: string | null;
}

/** Findings of one comparison are bounded as those of the rules are. */
const FOUND_MAX = 2000;

export interface Walked {
  readonly losses: readonly Loss[];
  /** Where Java's reader gives up; none if it reads every record. */
  readonly errors: readonly Finding<GrammarError>[];
}

/** What a Java reader meets: values that change, and errors. */
export function walkLosses(reader: TypeUse, writer: TypeUse): Walked {
  const losses: Loss[] = [];
  const errors: Finding<GrammarError>[] = [];
  const add = (loss: Loss | null) => {
    if (loss !== null && losses.length < FOUND_MAX) losses.push(loss);
  };
  walkGrammar(reader, writer, {
    error: (error, spot, readerType, writerType) => {
      if (errors.length >= FOUND_MAX) return;
      errors.push(findingAt(error, grammarMessage(error, readerType, writerType, spot), spot));
    },
    pair: (readerType, writerType, spot) => {
      add(promotionLoss(readerType, writerType, spot));
      add(logicalLoss(readerType, writerType, spot));
      add(symbolLoss(readerType, writerType, spot));
      add(namespaceChange(readerType, writerType, spot));
    },
    defaulted: (field, spot) => {
      if (hasValidDefault(field)) return;
      add({
        ...findingAt("INVALID_DEFAULT", field.name, spot, field),
        effect: `The default of ${quoted(field.name)} does not fit its type ${typeTitle(field.type.type)}: readers fail on every record that has no such field.`,
      });
    },
  });
  return { losses, errors };
}

function grammarMessage(error: GrammarError, reader: AvroType, writer: AvroType, spot: Spot): string {
  const base = `Found ${typeTitle(writer)}, expecting ${typeTitle(reader)}`;
  if (error === "DUPLICATE_FIELD") return `Duplicate field in record ${typeTitle(writer)}`;
  return error === "MISSING_REQUIRED_FIELD"
    ? `${base}, missing required field ${spot.reader.path.slice(spot.reader.path.lastIndexOf(".") + 1)}`
    : base;
}

const PROMOTIONS: Readonly<Partial<Record<AvroType["kind"], readonly [LossCode, string]>>> = {
  int: ["INT_TO_FLOAT", "Numbers beyond 16777216 (2^24) are rounded: a float holds 24 bits of an int's 32."],
  long: [
    "LONG_TO_FLOAT",
    "Numbers beyond 16777216 (2^24) are rounded: a float holds 24 bits of a long's 64.",
  ],
};

function promotionLoss(reader: AvroType, writer: AvroType, spot: Spot): Loss | null {
  const message = `${writer.kind} read as ${reader.kind}`;
  if (reader.kind === "float") {
    const [code, effect] = PROMOTIONS[writer.kind] ?? [];
    return code === undefined || effect === undefined ? null : { ...findingAt(code, message, spot), effect };
  }
  if (reader.kind === "double" && writer.kind === "long") {
    const effect =
      "Numbers beyond 9007199254740992 (2^53) are rounded: a double holds 53 bits of a long's 64.";
    return { ...findingAt("LONG_TO_DOUBLE", message, spot), effect };
  }
  if (reader.kind === "string" && writer.kind === "bytes") {
    const effect = "Bytes that are no UTF-8 text come out as other characters.";
    return { ...findingAt("BYTES_TO_STRING", message, spot), effect };
  }
  return null;
}

/** Logical types are not compared by any registry, though they say what a number means. */
function logicalLoss(reader: AvroType, writer: AvroType, spot: Spot): Loss | null {
  const [to, from] = [reader.logical, writer.logical];
  if (to?.name === from?.name) return to === null || from === null ? null : decimalLoss(to, from, spot);
  const message = `logicalType ${from?.name ?? "none"} read as ${to?.name ?? "none"}`;
  return { ...findingAt("LOGICAL_TYPE_CHANGED", message, spot), effect: logicalEffect(to, from) };
}

function logicalEffect(to: LogicalType | null, from: LogicalType | null): string {
  const factor = unitFactor(to, from);
  if (factor !== null)
    return `The same number is written and read as ${factor}: times are wrong by that much.`;
  if (from === null)
    return `Plain values are taken for a ${to?.name ?? ""}; whether they are one, nobody checks.`;
  if (to === null)
    return `Programs get the bare value that stands for the ${from.name}, not the ${from.name}.`;
  return `A ${from.name} is taken for a ${to.name}: the same value with another meaning.`;
}

/** Times in other units. */
function unitFactor(to: LogicalType | null, from: LogicalType | null): string | null {
  const units = ["millis", "micros", "nanos"];
  const [toKind, toUnit] = splitUnit(to?.name ?? "");
  const [fromKind, fromUnit] = splitUnit(from?.name ?? "");
  if (toKind !== fromKind || !units.includes(toUnit) || !units.includes(fromUnit)) return null;
  const steps = Math.abs(units.indexOf(toUnit) - units.indexOf(fromUnit));
  return `${toUnit} instead of ${fromUnit}, a factor of ${steps === 1 ? "1000" : "1000000"}`;
}

function splitUnit(name: string): readonly [kind: string, unit: string] {
  const dash = name.lastIndexOf("-");
  return [name.slice(0, Math.max(0, dash)), name.slice(dash + 1)];
}

function decimalLoss(to: LogicalType, from: LogicalType, spot: Spot): Loss | null {
  if (to.scale !== from.scale) {
    const [written, read] = [from.scale ?? 0, to.scale ?? 0];
    const message = `decimal scale ${String(written)} read as ${String(read)}`;
    const zeros = "0".repeat(Math.min(12, Math.abs(read - written)));
    const effect = `The scale is not in the bytes: what was written with ${String(written)} decimals is read with ${String(read)}, 1${zeros} times ${read > written ? "too small" : "too large"}.`;
    return { ...findingAt("DECIMAL_SCALE_CHANGED", message, spot), effect };
  }
  if (to.precision === from.precision) return null;
  const message = `decimal precision ${String(from.precision)} read as ${String(to.precision)}`;
  const effect =
    (to.precision ?? 0) < (from.precision ?? 0)
      ? `Numbers of more than ${String(to.precision)} digits are read all the same, beyond what the reader says it holds.`
      : null;
  return { ...findingAt("DECIMAL_PRECISION_CHANGED", message, spot), effect };
}

function symbolLoss(reader: AvroType, writer: AvroType, spot: Spot): Loss | null {
  if (reader.kind !== "enum" || writer.kind !== "enum" || reader.default === null) return null;
  const missing = missingSymbols(reader, writer);
  if (missing.length === 0) return null;
  const effect = `${listed(missing)} ${missing.length === 1 ? "is" : "are"} read as ${quoted(reader.default.symbol)}, the default of the enum.`;
  return { ...findingAt("ENUM_DEFAULT_TAKEN", `[${missing.join(", ")}]`, spot), effect };
}

function missingSymbols(reader: EnumType, writer: EnumType): readonly string[] {
  return writer.symbols.map(({ name }) => name).filter((name) => !reader.symbolNames.has(name));
}

/** `"A", "B" and 3 more`. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quoted);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${String(more)} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

function namespaceChange(reader: AvroType, writer: AvroType, spot: Spot): Loss | null {
  if (!("fullName" in reader) || !("fullName" in writer)) return null;
  if (reader.name !== writer.name || reader.namespace === writer.namespace) return null;
  if (reader.aliases.includes(writer.fullName)) return null;
  const message = `${writer.fullName} read as ${reader.fullName}`;
  return { ...findingAt("NAMESPACE_CHANGED", message, spot), effect: null };
}
