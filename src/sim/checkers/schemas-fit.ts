import { schemaPort } from "#sim/schemas/port.ts";
import { schemaNumber, unpackSchemas } from "#sim/schema-port.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const schemasFit: Checker = {
  name: "schemas-fit",
  says: "No record reaches an application whose schema cannot read the one that it was written with, unless that is said; ids stand for one schema for ever, and are registered before anything is written with them.",
  origin: "KafkaAvroDeserializer, and the ids of Confluent's registry",
  create({ past, program, holds }) {
    const plan = program.schemas;
    if (plan === null) return {};
    const port = schemaPort(plan);
    /** By subject of an instance: what it writes and reads with. */
    const versions = new Map<number, { writer: number; reader: number }>();
    const versionsOf = (who: number): { writer: number; reader: number } => {
      const service = program.services[Math.floor(who / INSTANCES_MAX)]!;
      const known = versions.get(who) ?? {
        writer: service.config.writerVersion,
        reader: program.groups[service.group]?.config.readerVersion ?? 0,
      };
      versions.set(who, known);
      return known;
    };
    /** By schema number: its id, -1 for one that is there from the start. */
    const ids = new Map<number, number>();
    for (const { first, atStart } of plan.subjects)
      for (let schema = first; schema < first + atStart; schema++) ids.set(schema, -1);
    /** By message: the schema of its value, as its producer was deployed when it made it. */
    const writers = new Map<number, number>();
    const subjectOf = (partition: number): number => plan.valueOf[program.topicOfPartition[partition]!]!;
    /** What the reader makes of a record's value: null where it has no schema, or nobody is strict about it. */
    const fails = (row: TraceRow): boolean | null => {
      const writer = writers.get(row.what) ?? 0;
      const subject = subjectOf(row.where);
      if (writer === 0 || subject < 0) return null;
      const topic = program.topicOfPartition[row.where]!;
      const { upcasters, validates } = past.planOf(row.who)!.config;
      const reader = schemaNumber(plan, subject, versionsOf(row.who).reader);
      if (plan.hasEnvelope[topic] === true && upcasters) return writer > reader;
      if (plan.subjects[subject]!.format === "json" && !validates) return null;
      return port.reads(reader, writer, row.what).kind === "failed";
    };
    return {
      deployed({ who, what, offset }) {
        const known = versionsOf(who);
        if (what >= 0) known.writer = what;
        if (offset >= 0) known.reader = offset;
      },
      schemaRegistered(row) {
        holds(!ids.has(row.what), row, () => `schema ${row.what} is registered already`);
        const other = [...ids].find(([schema, id]) => id === row.offset && !port.isSame(schema, row.what));
        holds(other === undefined, row, () => `id ${row.offset} is that of schema ${other?.[0]}`);
        ids.set(row.what, row.offset);
      },
      produced(row) {
        const subject = subjectOf(row.where);
        if (subject < 0) return;
        const schema = schemaNumber(plan, subject, versionsOf(row.who).writer);
        // A deletion has no value; which messages are deletions, no row says.
        const { tombstonePercent } = program.services[Math.floor(row.who / INSTANCES_MAX)]!.config;
        const mayBeDeletion = tombstonePercent > 0 && row.extra >= 0;
        writers.set(row.what, mayBeDeletion ? 0 : schema);
        if (mayBeDeletion || plan.hasEnvelope[program.topicOfPartition[row.where]!] === true) return;
        const isThere = ids.has(schema) || [...ids.keys()].some((known) => port.isSame(known, schema));
        holds(isThere, row, () => `schema ${schema} is not registered`);
      },
      processed(row) {
        const how = fails(row);
        if (how !== null) holds(!how, row, () => `its reader cannot read schema ${writers.get(row.what)}`);
      },
      deserializationFailed(row) {
        const { writer, reader } = unpackSchemas(row.extra);
        const subject = plan.subjectOf[writer] ?? -1;
        const own = schemaNumber(plan, subject, versionsOf(row.who).reader);
        holds(own === reader, row, () => `its reader has schema ${own}, not ${reader}`);
        if (subject !== subjectOf(row.where)) return;
        if (writers.get(row.what) === writer)
          holds(fails(row) === true, row, () => `schema ${reader} reads what was written with ${writer}`);
      },
    };
  },
};
