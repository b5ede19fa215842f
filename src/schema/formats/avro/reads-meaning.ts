/** Numbers that stay the same and mean something else: what readers of another logical type make of them. */
import type { AvroType } from "./schema.ts";

interface Scale {
  readonly family: "point in time" | "time of day" | "decimal";
  /** How many make a second; of a decimal its digits after the point. */
  readonly unit: number;
}

const TIMES: ReadonlyMap<string, Scale> = new Map([
  ["date", { family: "point in time", unit: 1 / 86_400 }],
  ["timestamp-millis", { family: "point in time", unit: 1e3 }],
  ["timestamp-micros", { family: "point in time", unit: 1e6 }],
  ["timestamp-nanos", { family: "point in time", unit: 1e9 }],
  ["local-timestamp-millis", { family: "point in time", unit: 1e3 }],
  ["local-timestamp-micros", { family: "point in time", unit: 1e6 }],
  ["local-timestamp-nanos", { family: "point in time", unit: 1e9 }],
  ["time-millis", { family: "time of day", unit: 1e3 }],
  ["time-micros", { family: "time of day", unit: 1e6 }],
]);

function scaleOf({ logical }: AvroType): Scale | undefined {
  if (logical === null) return undefined;
  if (logical.name === "decimal") return { family: "decimal", unit: logical.scale ?? 0 };
  return TIMES.get(logical.name);
}

/**
 * How the reader takes the writer's number for something else, as the end of a sentence; undefined if it does not.
 * A type without a logical one is taken as the plain number that it is. Zero is zero in every unit.
 */
export function meaningShift(reader: AvroType, writer: AvroType): string | undefined {
  const to = scaleOf(reader);
  const from = scaleOf(writer);
  if (to === undefined || from === undefined) return undefined;
  if (to.family === from.family && to.unit === from.unit) return undefined;
  return `written as ${logicalTitle(writer)}, is taken as ${logicalTitle(reader)}`;
}

function logicalTitle({ logical }: AvroType): string {
  if (logical?.name !== "decimal") return logical?.name ?? "";
  return `decimal with ${logical.scale ?? 0} digits after the point`;
}
