/**
 * Google's own messages that proto3's JSON writes in a form of their own: Timestamp and Duration as text, wrappers as the
 * value inside, Struct, Value and ListValue as the JSON that they stand for. (Any and FieldMask stay plain messages.)
 */
import type { JsonValue } from "#schema/payload.ts";

type JsonObject = { readonly [name: string]: JsonValue };

/** How one message is written in JSON. */
export interface WellKnown {
  /** The message's fields in plain JSON; undefined for JSON that is not in the form. */
  readonly fields: (json: JsonValue) => JsonObject | undefined;
  /** The form, from the fields that are set; undefined where they have none (a time beyond the year 9999). */
  readonly json: (fields: JsonObject) => JsonValue | undefined;
}

/** By full name of the message; undefined for all others. */
export function wellKnown(fullName: string): WellKnown | undefined {
  return WELL_KNOWN.get(fullName);
}

const DAY = 86_400n;
/** Of 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the ends of what a Timestamp may be. */
const TIME_MIN = -62_135_596_800n;
const TIME_MAX = 253_402_300_799n;
const DURATION_MAX = 315_576_000_000n;
const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

const timestamp: WellKnown = {
  fields(json) {
    const match = typeof json === "string" ? TIME.exec(json) : null;
    if (match === null) return undefined;
    const part = (at: number): number => Number(match[at] ?? 0);
    const [month, day, hour, minute, second] = [part(2), part(3), part(4), part(5), part(6)];
    if (month < 1 || month > 12 || day < 1 || day > daysIn(part(1), month)) return undefined;
    if (hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59) return undefined;
    const offset = (part(9) * 60 + part(10)) * (match[8] === "-" ? -1 : 1);
    const ofDay = hour * 3600 + (minute - offset) * 60 + second;
    const seconds = BigInt(daysFromEpoch(part(1), month, day)) * DAY + BigInt(ofDay);
    if (seconds < TIME_MIN || seconds > TIME_MAX) return undefined;
    return { seconds: String(seconds), nanos: nanosOf(match[7]) };
  },
  json(fields) {
    const seconds = wholeOf(fields["seconds"]);
    const nanos = Number(wholeOf(fields["nanos"]));
    if (seconds < TIME_MIN || seconds > TIME_MAX || nanos < 0 || nanos > 999_999_999) return undefined;
    const ofDay = ((seconds % DAY) + DAY) % DAY;
    const { year, month, day } = dateOf(Number((seconds - ofDay) / DAY));
    const time = [ofDay / 3600n, (ofDay / 60n) % 60n, ofDay % 60n].map((n) => digits(Number(n), 2));
    const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
    return `${date}T${time.join(":")}${fraction(nanos)}Z`;
  },
};

const duration: WellKnown = {
  fields(json) {
    const match = typeof json === "string" ? DURATION.exec(json) : null;
    if (match === null || BigInt(match[2] ?? 0) > DURATION_MAX) return undefined;
    const sign = match[1] === "-" ? -1 : 1;
    return { seconds: String(BigInt(match[2] ?? 0) * BigInt(sign)), nanos: nanosOf(match[3]) * sign };
  },
  json(fields) {
    const seconds = wholeOf(fields["seconds"]);
    const nanos = Number(wholeOf(fields["nanos"]));
    const outside = seconds > DURATION_MAX || -seconds > DURATION_MAX || Math.abs(nanos) > 999_999_999;
    if (outside || (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0)) return undefined;
    const size = seconds < 0n ? -seconds : seconds;
    return `${seconds < 0n || nanos < 0 ? "-" : ""}${size}${fraction(Math.abs(nanos))}s`;
  },
};

const struct: WellKnown = {
  fields: (json) => (isObject(json) ? { fields: json } : undefined),
  json: (fields) => fields["fields"] ?? {},
};

const list: WellKnown = {
  fields: (json) => (Array.isArray(json) ? { values: json as readonly JsonValue[] } : undefined),
  json: (fields) => fields["values"] ?? [],
};

const value: WellKnown = {
  fields(json) {
    if (json === null) return { null_value: 0 };
    if (typeof json === "boolean") return { bool_value: json };
    if (typeof json === "number") return { number_value: json };
    if (typeof json === "string") return { string_value: json };
    return Array.isArray(json) ? { list_value: json as readonly JsonValue[] } : { struct_value: json };
  },
  json(fields) {
    const [set] = Object.entries(fields);
    if (set === undefined) return undefined;
    return set[0] === "null_value" ? null : set[1];
  },
};

/** The value inside; the empty message is its zero, which a reader fills in. */
function wrapper(zero: JsonValue): WellKnown {
  return {
    fields: (json) => (isObject(json) || Array.isArray(json) ? undefined : { value: json }),
    json: (fields) => fields["value"] ?? zero,
  };
}

const WELL_KNOWN: ReadonlyMap<string, WellKnown> = new Map([
  ["google.protobuf.Timestamp", timestamp],
  ["google.protobuf.Duration", duration],
  ["google.protobuf.Struct", struct],
  ["google.protobuf.ListValue", list],
  ["google.protobuf.Value", value],
  ["google.protobuf.DoubleValue", wrapper(0)],
  ["google.protobuf.FloatValue", wrapper(0)],
  ["google.protobuf.Int64Value", wrapper("0")],
  ["google.protobuf.UInt64Value", wrapper("0")],
  ["google.protobuf.Int32Value", wrapper(0)],
  ["google.protobuf.UInt32Value", wrapper(0)],
  ["google.protobuf.BoolValue", wrapper(false)],
  ["google.protobuf.StringValue", wrapper("")],
  ["google.protobuf.BytesValue", wrapper("")],
]);

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function wholeOf(json: JsonValue | undefined): bigint {
  return typeof json === "string" || typeof json === "number" ? BigInt(json) : 0n;
}

function nanosOf(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.padEnd(9, "0"));
}

/** Three, six or nine digits, as Google's printers write it. */
function fraction(nanos: number): string {
  if (nanos === 0) return "";
  const all = digits(nanos, 9);
  return `.${all.endsWith("000000") ? all.slice(0, 3) : all.endsWith("000") ? all.slice(0, 6) : all}`;
}

function digits(number: number, count: number): string {
  return String(number).padStart(count, "0");
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days from 1970-01-01 in the Gregorian calendar; years begin in March, so that the leap day is the last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + ofYear - 719_468;
}

function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const y = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * y + Math.floor(y / 4) - Math.floor(y / 100));
  const m = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = m < 10 ? m + 3 : m - 9;
  return { year: y + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
