/** What is written beside a field's type although it belongs into the type, where Avro looks for it. */
import { memberOf } from "#schema/json-text.ts";
import type { Problems } from "./build-context.ts";
import { textAt } from "./build-context.ts";
import { quoted } from "./names.ts";
import type { AvroField, RecordType } from "./schema.ts";

/** Warns of a logical type on the field: `{"name": "at", "type": "long", "logicalType": "timestamp-millis"}` is a plain long. */
export function checkFieldKeys(records: Iterable<RecordType>, problems: Problems): void {
  for (const record of records) {
    for (const field of record.fields) checkField(field, problems);
  }
}

function checkField(field: AvroField, problems: Problems): void {
  const written = textAt(field.json, "logicalType");
  const type = memberOf(field.json, "type")?.value;
  if (written === undefined || type === undefined) return;
  problems.warning(
    "misplaced-logical-type",
    written.range,
    `The logical type ${quoted(written.value)} stands beside the type of ${quoted(field.name)}, where Avro does not look for it.`,
    'Write it into the type: {"type": "long", "logicalType": "timestamp-millis"}.',
  );
}
