/** What becomes of a writer's records in general, decided by the two schemas alone. */
import { unreachable } from "#base/assert.ts";
import { EncodeError } from "#schema/codec.ts";
import type { Understanding } from "#schema/payload.ts";
import { datumFromDefault } from "./reads-json.ts";
import { meaningShift } from "./reads-meaning.ts";
import type { AvroField, AvroType, RecordType } from "./schema.ts";
import { branchFor, misfitOf, recordPlan } from "./trace-plan.ts";

/** One pair of types that values meet. */
interface Meeting {
  /** Values of this pair read only if those of all (or of any one) of these do. */
  readonly parts: Meeting[];
  readonly needs: "all" | "any" | "nothing";
  fails: boolean;
  succeeds: boolean;
  differs: boolean;
}

export function understandsType(reader: AvroType, writer: AvroType): Understanding {
  const meetings = new Meetings();
  const root = meetings.of(reader, writer);
  meetings.settle();
  if (!root.succeeds) return "never";
  // A part that is never read makes its whole fail; elsewhere one failing part is enough to depend on the record.
  if (meetings.all.some(({ fails }) => fails)) return "by-payload";
  return meetings.all.some(({ differs }) => differs) ? "differs" : "same";
}

class Meetings {
  readonly all: Meeting[] = [];
  readonly #byPair = new Map<AvroType, Map<AvroType, Meeting>>();

  of(reader: AvroType, writer: AvroType): Meeting {
    let inner = this.#byPair.get(reader);
    if (inner === undefined) this.#byPair.set(reader, (inner = new Map<AvroType, Meeting>()));
    const known = inner.get(writer);
    if (known !== undefined) return known;
    const meeting = this.#add(needsOf(reader, writer));
    inner.set(writer, meeting);
    this.#look(meeting, reader, writer);
    return meeting;
  }

  /**
   * Which pairs have a finite value that is read, upwards from those that have one in any case. The deepest pairs are the
   * last ones, so that few rounds are needed.
   */
  settle(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const meeting of this.all.toReversed()) {
        if (meeting.succeeds || meeting.fails) continue;
        if (!succeeds(meeting)) continue;
        meeting.succeeds = true;
        changed = true;
      }
    }
  }

  #add(needs: Meeting["needs"]): Meeting {
    const meeting = { parts: [], needs, fails: false, succeeds: false, differs: false };
    this.all.push(meeting);
    return meeting;
  }

  #look(meeting: Meeting, reader: AvroType, writer: AvroType): void {
    if (writer.kind === "union") {
      // A writer's union without branches has no values: nothing fails.
      for (const { type } of writer.branches) meeting.parts.push(this.of(reader, type));
      return;
    }
    if (misfitOf(reader, writer) !== undefined) {
      meeting.fails = true;
      return;
    }
    switch (reader.kind) {
      case "union": {
        const branch = reader.branches[branchFor(reader, writer)];
        if (branch !== undefined) meeting.parts.push(this.of(branch.type, writer));
        return;
      }
      case "record":
        if (writer.kind === "record") this.#lookAtFields(meeting, reader, writer);
        return;
      case "array":
        if (writer.kind === "array") meeting.parts.push(this.of(reader.items.type, writer.items.type));
        return;
      case "map":
        if (writer.kind === "map") meeting.parts.push(this.of(reader.values.type, writer.values.type));
        return;
      case "enum":
        if (writer.kind === "enum") {
          for (const { name } of writer.symbols) this.#lookAtSymbol(meeting, reader, name);
        }
        return;
      case "null":
      case "boolean":
      case "int":
      case "long":
      case "float":
      case "double":
      case "bytes":
      case "string":
      case "fixed":
        meeting.differs = loses(reader, writer);
        return;
      default:
        unreachable(reader);
    }
  }

  #lookAtFields(meeting: Meeting, reader: RecordType, writer: RecordType): void {
    const plan = recordPlan(reader, writer);
    for (const [i, { type }] of writer.fields.entries()) {
      const target = plan.targets[i];
      if (target !== undefined) meeting.parts.push(this.of(target.field.type.type, type.type));
    }
    if (!plan.defaults.every(fits)) meeting.fails = true;
  }

  #lookAtSymbol(meeting: Meeting, reader: Extract<AvroType, { kind: "enum" }>, symbol: string): void {
    const part = this.#add("nothing");
    meeting.parts.push(part);
    if (reader.symbolNames.has(symbol)) return;
    part.differs = reader.default !== null;
    part.fails = reader.default === null;
  }
}

/** Empty lists and maps are always read. */
function needsOf(reader: AvroType, writer: AvroType): Meeting["needs"] {
  if (writer.kind === "union" || writer.kind === "enum") {
    return reader.kind === "union" && writer.kind === "enum" ? "all" : "any";
  }
  return reader.kind === "array" || reader.kind === "map" ? "nothing" : "all";
}

function succeeds({ parts, needs }: Meeting): boolean {
  switch (needs) {
    case "all":
      return parts.every((part) => part.succeeds);
    case "any":
      return parts.length === 0 || parts.some((part) => part.succeeds);
    case "nothing":
      return true;
    default:
      return unreachable(needs);
  }
}

function fits(field: AvroField): boolean {
  try {
    datumFromDefault(field, "");
    return true;
  } catch (error) {
    if (error instanceof EncodeError) return false;
    throw error;
  }
}

/** Whether some values of the writer's become others. */
function loses(reader: AvroType, writer: AvroType): boolean {
  if (meaningShift(reader, writer) !== undefined) return true;
  switch (reader.kind) {
    case "float":
      return writer.kind === "int" || writer.kind === "long";
    case "double":
      return writer.kind === "long";
    case "string":
      return writer.kind === "bytes";
    default:
      return false;
  }
}
