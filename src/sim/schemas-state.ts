/** What the registry and its clients remember. Plain data that checkpoints copy. */
import type { Micros } from "#base/units.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import type { ServiceConfig } from "./kinds/service.ts";

/** The registry, part of the bus's state. */
export interface RegistryState {
  isDown: boolean;
  /** The mode where a subject has none of its own; and by subject: its own, "" for none. */
  mode: string;
  readonly modes: string[];
  /** By subject: schema numbers in the order of their registration. */
  readonly registered: number[][];
  /** By schema number: its id, 0 while it is not registered. */
  readonly ids: number[];
  nextId: number;
}

/** The serializers and deserializers of one instance. */
export interface InstanceSchemas {
  /** The versions that its program was built with: 0 for the newest at the start, above a subject's last for its last. */
  writer: number;
  reader: number;
  /** Those of its next start. */
  nextWriter: number;
  nextReader: number;
  /** Schema numbers that its serializer (its deserializer) knows by now. */
  readonly written: number[];
  readonly fetched: number[];
  /** The schema that each of the two asks the registry for, 0 for none. */
  writes: number;
  fetches: number;
  /** What the serializer was told last time: schema number (0: nothing), and index into SCHEMA_ERRORS. */
  failedSchema: number;
  failedError: number;
  /** The deserializer asks, or tries its record, no sooner than this; and whether it will by itself. */
  retryUs: Micros;
  retryIsPending: boolean;
  /** Records that block their partition, flat: pair of the group, offset. */
  readonly blocked: number[];
  /** Pairs of schemas (packed) and partitions of which it was noted that they are read differently, flat. */
  readonly differing: number[];
}

/** Of a process that has not run yet. */
export function createInstanceSchemas(
  service: ServiceConfig,
  group: ConsumerGroupConfig | null,
): InstanceSchemas {
  const [writer, reader] = [service.writerVersion, group?.readerVersion ?? 0];
  return {
    writer,
    reader,
    nextWriter: writer,
    nextReader: reader,
    written: [],
    fetched: [],
    writes: 0,
    fetches: 0,
    failedSchema: 0,
    failedError: 0,
    retryUs: 0,
    retryIsPending: false,
    blocked: [],
    differing: [],
  };
}

/** Of the next process of an instance: what it was built with stays, what it knew is gone. */
export function nextLifeOf(before: InstanceSchemas, fresh: InstanceSchemas): InstanceSchemas {
  const { writer, reader, nextWriter, nextReader } = before;
  return { ...fresh, writer, reader, nextWriter, nextReader };
}
