/** Naming strategies of Confluent's serializers: which subject a record's schema is registered under. */

export const NAMING_STRATEGIES = ["TopicName", "RecordName", "TopicRecordName"] as const;
export type NamingStrategy = (typeof NAMING_STRATEGIES)[number];

/** Which half of a record the schema is of. */
export type RecordPart = "key" | "value";

export type NamedSubject =
  | { readonly ok: true; readonly subject: string }
  | {
      readonly ok: false;
      /** What the serializer would throw with. */
      readonly says: string;
    };

/**
 * The subject of a schema on a topic. `typeName`: the full name of its main type (`SchemaFormat.typeNames`), undefined
 * for one without a name, e.g. an Avro union, with which the strategies by record name throw. TopicName is the default
 * and the only one by which a topic holds one type of records; RecordName checks a type across all topics.
 */
export function subjectOf(
  strategy: NamingStrategy,
  topic: string,
  part: RecordPart,
  typeName: string | undefined,
): NamedSubject {
  if (strategy === "TopicName") return { ok: true, subject: `${topic}-${part}` };
  if (typeName === undefined || typeName === "") {
    return {
      ok: false,
      says: `${strategy}Strategy needs a record with a name; the ${part} schema of ${topic} has none.`,
    };
  }
  return { ok: true, subject: strategy === "RecordName" ? typeName : `${topic}-${typeName}` };
}
