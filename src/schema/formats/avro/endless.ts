/** Records that contain themselves with no way out, so that no value of them has an end. */
import type { AvroType, NamedType, RecordType } from "./schema.ts";

/** Of one field: the records of which one must have an end for the field to have one. */
interface Need {
  readonly record: RecordType;
  isMet: boolean;
}

/** The records among `types` of which no value can be written. Avro accepts them. */
export function endlessRecords(types: Iterable<NamedType>): ReadonlySet<RecordType> {
  const waiting = new Map<RecordType, Need[]>();
  const open = new Map<RecordType, number>();
  const done: RecordType[] = [];
  for (const type of types) {
    if (type.kind !== "record") continue;
    let needs = 0;
    for (const field of type.fields) {
      const records = recordsIn(field.type.type);
      if (records === null) continue;
      needs++;
      const need: Need = { record: type, isMet: false };
      for (const record of records) {
        const list = waiting.get(record);
        if (list === undefined) waiting.set(record, [need]);
        else list.push(need);
      }
    }
    open.set(type, needs);
    if (needs === 0) done.push(type);
  }
  for (let finite = done.pop(); finite !== undefined; finite = done.pop()) {
    open.delete(finite);
    for (const need of waiting.get(finite) ?? []) {
      if (need.isMet) continue;
      need.isMet = true;
      const left = (open.get(need.record) ?? 0) - 1;
      open.set(need.record, left);
      if (left === 0) done.push(need.record);
    }
  }
  return new Set(open.keys());
}

/** null where a value of the type has an end whatever the records are. */
function recordsIn(type: AvroType): readonly RecordType[] | null {
  if (type.kind === "record") return [type];
  if (type.kind !== "union") return null;
  const records: RecordType[] = [];
  for (const branch of type.branches) {
    if (branch.type.kind !== "record") return null;
    records.push(branch.type);
  }
  return records;
}
