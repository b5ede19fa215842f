/** The plainest value that a reader can read, as far as the types tell: what stands around the place that is shown. */
import { unreachable } from "#base/assert.ts";
import type { JsonValue } from "#schema/payload.ts";
import { plausibleNumber, plausibleText } from "#schema/plausible.ts";
import { jsonOfBranch } from "./reads-json.ts";
import type { AvroType } from "./schema.ts";
import { branchFor, misfitOf, recordPlan } from "./trace-plan.ts";

/** What records hold without a list or a union in between ends before. */
const PARTS_MAX = 5000;

/**
 * In Avro's JSON encoding of the writer; undefined if there is none of a bearable size. `open`: the field of the record
 * whose value the caller puts in; any stands there.
 */
export function goodValue(reader: AvroType, writer: AvroType, open?: string): JsonValue | undefined {
  try {
    return new Maker().value(reader, writer, "", open);
  } catch (error) {
    if (error instanceof NoEnd) return undefined;
    throw error;
  }
}

class NoEnd extends Error {}

const half = () => 0.5;

class Maker {
  #partsLeft = PARTS_MAX;
  readonly #open = new Set<AvroType>();

  value(reader: AvroType | undefined, writer: AvroType, name: string, open: string | undefined): JsonValue {
    this.#partsLeft -= 1;
    if (this.#partsLeft < 0) throw new NoEnd();
    switch (writer.kind) {
      case "null":
        return null;
      case "boolean":
        return true;
      case "int":
      case "long":
        return Math.round(plausibleNumber(name, half));
      case "float":
      case "double":
        return plausibleNumber(name, half);
      case "string":
        return plausibleText(name, half);
      case "bytes":
        return "\u0001";
      case "fixed":
        return "\u0000".repeat(writer.size);
      case "enum": {
        const known = writer.symbols.find((symbol) => enumIn(reader, writer)?.has(symbol.name));
        return (known ?? writer.symbols[0])?.name ?? "";
      }
      case "array":
        return [];
      case "map":
        return {};
      case "union":
        return this.#union(reader, writer, name);
      case "record":
        return this.#record(reader, writer, open);
      default:
        return unreachable(writer);
    }
  }

  /** Branches are tried in turn, those first that the reader has a place for, that of null before others. */
  #union(
    reader: AvroType | undefined,
    writer: Extract<AvroType, { kind: "union" }>,
    name: string,
  ): JsonValue {
    const cost = (type: AvroType) =>
      (reader !== undefined && misfitOf(reader, type) !== undefined ? 4 : 0) +
      (type.kind === "null" ? 0 : 1) +
      (type.kind === "record" ? 1 : 0);
    const types = writer.branches.map(({ type }) => type);
    for (const type of types.toSorted((a, b) => cost(a) - cost(b))) {
      try {
        return jsonOfBranch(type, this.value(reader, type, name, undefined));
      } catch (error) {
        if (!(error instanceof NoEnd) || this.#partsLeft < 0) throw error;
      }
    }
    throw new NoEnd();
  }

  #record(
    reader: AvroType | undefined,
    writer: Extract<AvroType, { kind: "record" }>,
    open: string | undefined,
  ): JsonValue {
    if (this.#open.has(writer)) throw new NoEnd();
    this.#open.add(writer);
    try {
      const into = branchOf(reader, writer);
      const plan = into?.kind === "record" ? recordPlan(into, writer) : undefined;
      return Object.fromEntries(
        writer.fields.map(({ name, type }, i) => {
          if (name === open) return [name, null];
          const target = plan?.targets[i]?.field.type.type;
          return [name, this.value(target, type.type, name, undefined)];
        }),
      );
    } finally {
      this.#open.delete(writer);
    }
  }
}

/** What takes a value of the writer's type: a union's branch or the type itself. */
function branchOf(reader: AvroType | undefined, writer: AvroType): AvroType | undefined {
  if (reader?.kind !== "union") return reader;
  return reader.branches[branchFor(reader, writer)]?.type;
}

function enumIn(reader: AvroType | undefined, writer: AvroType): ReadonlySet<string> | undefined {
  const into = branchOf(reader, writer);
  return into?.kind === "enum" ? into.symbolNames : undefined;
}
