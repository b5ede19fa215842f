/**
 * Numbers as people read them on screen. Rounded by plain arithmetic, so that no time reads 27998.999999, and the same
 * in every browser and language.
 */

/** Space that neither breaks nor is as wide as a letter (U+202F). */
const THIN = " ";

/** A whole number with its thousands apart, e.g. "12,480". */
export function countText(value: number): string {
  const digits = String(Math.abs(Math.trunc(value)));
  return `${value < 0 ? "−" : ""}${digits.replace(/\B(?=(\d{3})+$)/g, ",")}`;
}

/** A point in simulated time, e.g. "0:57.120" or "1:02:03.000". Takes microseconds. */
export function clockText(atUs: number): string {
  const ms = Math.max(0, Math.floor(atUs / 1000));
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${two(seconds % 60)}.${String(ms % 1000).padStart(3, "0")}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A moment to point at, without digits that say nothing: "0:57", "0:57.12". Takes microseconds. */
export function momentText(atUs: number): string {
  return clockText(atUs).replace(/\.?0+$/, "");
}

const TIME_STEPS = [
  { size: 86_400_000, one: "day", many: "days" },
  { size: 3_600_000, one: "h", many: "h" },
  { size: 60_000, one: "min", many: "min" },
  { size: 1_000, one: "s", many: "s" },
] as const;

/** A length of time in the largest unit that suits it, e.g. "45 s", "1.5 min", "7 days", "12 ms". Takes milliseconds. */
export function durationText(ms: number): string {
  for (const { size, one, many } of TIME_STEPS) {
    if (Math.abs(ms) < size) continue;
    const amount = rounded(ms / size);
    return `${amount}${THIN}${amount === "1" ? one : many}`;
  }
  return `${rounded(ms)}${THIN}ms`;
}

const BYTE_STEPS = [
  { size: 1_099_511_627_776, unit: "TiB" },
  { size: 1_073_741_824, unit: "GiB" },
  { size: 1_048_576, unit: "MiB" },
  { size: 1_024, unit: "KiB" },
] as const;

/** A size, e.g. "1 MiB", "200 bytes". */
export function bytesText(bytes: number): string {
  for (const { size, unit } of BYTE_STEPS) {
    if (Math.abs(bytes) >= size) return `${rounded(bytes / size)}${THIN}${unit}`;
  }
  return `${rounded(bytes)}${THIN}bytes`;
}

/** An amount of money, e.g. "€1,204.50". Takes whole cents. */
export function euroText(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  const rest = Math.abs(Math.trunc(cents)) % 100;
  return `${cents < 0 ? "−" : ""}€${countText(whole)}.${String(rest).padStart(2, "0")}`;
}

/** At most two decimals, none where they would be zeros. */
function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
