/** What a difference is about, found again in the two schemas by the reference's own path (`#/Order/Line/3`). */
import type { Difference } from "#schema/difference.ts";
import type { ProtoEnum, ProtoField, ProtoMessage, ProtoSchema } from "./schema.ts";

/** Which of the writer's fields a record should have to feel the difference. */
export interface Target {
  readonly concerns: (field: ProtoField, message: ProtoMessage) => boolean;
  /** Names of the fields meant, of either schema; null where any place in the record may show it. */
  readonly names: ReadonlySet<string> | null;
}

type Scope = ProtoMessage | ProtoEnum;

/** Never fails: a path that leads nowhere concerns everything. */
export function targetOf(reader: ProtoSchema, writer: ProtoSchema, difference: Difference): Target {
  const segments = difference.location.split("/").slice(1);
  const ofReader = follow(reader, segments);
  const ofWriter = follow(writer, segments);
  const fields = [...ofReader.fields, ...ofWriter.fields];
  if (fields.length > 0) {
    const names = new Set(fields.map(({ name }) => name));
    const numbers = new Set(fields.map(({ number }) => number));
    const within = ofWriter.scope ?? ofReader.scope;
    const concerns = (field: ProtoField, message: ProtoMessage): boolean =>
      (names.has(field.name) || numbers.has(field.number)) &&
      (within === null || message.name === within.name);
    return { concerns, names };
  }
  const scope = ofWriter.scope ?? ofReader.scope;
  if (scope?.kind === "enum") {
    return { concerns: (field) => enumOf(field)?.name === scope.name, names: null };
  }
  // Only who holds such a message misses it: what else the two versions differ in proves nothing about it.
  if (scope?.kind === "message" && difference.code === "MESSAGE_REMOVED") {
    const holds = (field: ProtoField): boolean => messageOf(field)?.fullName === scope.fullName;
    return {
      concerns: holds,
      names: new Set(
        fieldsOf(writer.file.messages)
          .filter(holds)
          .map(({ name }) => name),
      ),
    };
  }
  return { concerns: () => true, names: null };
}

/** The fields of these messages and of all that are nested in them. */
function fieldsOf(messages: readonly ProtoMessage[]): readonly ProtoField[] {
  return messages.flatMap((message) => [...message.fields, ...fieldsOf(message.messages)]);
}

function messageOf({ type }: ProtoField): ProtoMessage | null {
  const held = type.kind === "map" ? type.value : type;
  return held.kind === "message" ? held.message : null;
}

/** How far a path leads in one schema. */
function follow(
  schema: ProtoSchema,
  segments: readonly string[],
): { readonly scope: Scope | null; readonly fields: readonly ProtoField[] } {
  let scope = null as Scope | null;
  let oneof: readonly ProtoField[] = [];
  for (const segment of segments) {
    const around: ProtoMessage | null = scope?.kind === "message" ? scope : null;
    if (/^[0-9]+$/.test(segment)) {
      const field = around?.fieldsByNumber.get(Number(segment));
      return { scope, fields: field === undefined ? oneof : [field] };
    }
    const next: Scope | undefined = [
      ...(around ?? schema.file).messages,
      ...(around ?? schema.file).enums,
    ].find(({ name }) => name === segment);
    if (next !== undefined) scope = next;
    else oneof = around?.oneofs.find(({ name }) => name === segment)?.fields ?? [];
  }
  return { scope, fields: oneof };
}

function enumOf(field: ProtoField): ProtoEnum | null {
  const type = field.type.kind === "map" ? field.type.value : field.type;
  return type.kind === "enum" ? type.enum : null;
}
