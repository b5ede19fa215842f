/** Small pieces of sentences: numbers, moments, lists. Plain arithmetic only, so that a sentence is the same everywhere. */
import { US_PER_MS, type Micros } from "#base/units.ts";
import { partitionOf, type Layout } from "./layout.ts";

/** A whole number with its thousands apart, e.g. "12,480". */
export function numberText(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A moment of the run as m:ss, with milliseconds only where there are some: "0:57", "0:57.120", "1:02:03". */
export function momentText(atUs: Micros): string {
  const ms = Math.max(0, Math.floor(atUs / US_PER_MS));
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const two = (n: number): string => String(n).padStart(2, "0");
  const fraction = ms % 1000 === 0 ? "" : `.${String(ms % 1000).padStart(3, "0")}`;
  const head = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return `${head}:${two(seconds % 60)}${fraction}`;
}

const STEPS = [
  { unit: "h", us: 3_600_000_000 },
  { unit: "min", us: 60_000_000 },
  { unit: "s", us: 1_000_000 },
  { unit: "ms", us: 1_000 },
] as const;

/**
 * A length of time in the largest unit that leaves at least one of it, to a tenth: "45 s", "1.5 s", "5 min", "12 ms".
 * Under two minutes it stays in seconds, since timeouts are known so.
 */
export function spanText(us: Micros): string {
  const step =
    STEPS.find(({ us: size }) => us >= size && !(size === 60_000_000 && us < 120_000_000)) ?? STEPS[3];
  const tenths = Math.round((us * 10) / step.us);
  return `${numberText(Math.floor(tenths / 10))}${tenths % 10 === 0 ? "" : `.${tenths % 10}`} ${step.unit}`;
}

/** "a", "a and b", "a, b and c". */
export function listText(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

/** "1 message", "12 messages". `many` is the plural where it is not the word with an s. */
export function amountText(value: number, one: string, many = `${one}s`): string {
  return `${numberText(value)} ${value === 1 ? one : many}`;
}

/** "2nd", "3rd", "11th". */
export function ordinalText(n: number): string {
  const tens = Math.floor(n / 10) % 10;
  const suffix = tens === 1 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${numberText(n)}${suffix}`;
}

/** Partitions of the run as people say them, by topic: "order-events 0, 1 and 2 and invoices 0". */
export function partitionsText(layout: Layout, partitions: readonly number[]): string {
  const byTopic = new Map<string, number[]>();
  for (const partition of partitions) {
    if (partition < 0 || partition >= layout.partitionCount) continue;
    const { topic, number } = partitionOf(layout, partition);
    const numbers = byTopic.get(topic.name) ?? [];
    if (!numbers.includes(number)) byTopic.set(topic.name, [...numbers, number]);
  }
  return listText(
    [...byTopic].map(([topic, numbers]) => `${topic} ${rangesText(numbers.toSorted((a, b) => a - b))}`),
  );
}

/** "0", "0 and 1", "0, 2 and 5"; runs of four and more are drawn together: "0 to 11". */
function rangesText(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length;) {
    let end = at;
    while (end + 1 < numbers.length && numbers[end + 1] === (numbers[end] ?? 0) + 1) end += 1;
    if (end - at >= 3) parts.push(`${numbers[at]} to ${numbers[end]}`);
    else for (let each = at; each <= end; each++) parts.push(String(numbers[each]));
    at = end + 1;
  }
  return listText(parts);
}
