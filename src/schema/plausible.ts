/** Values that a field's name suggests, for sample records of every format. */
import type { Random } from "./payload.ts";

const NAMES = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Leslie"];
const CITIES = ["Lisbon", "Oslo", "Nairobi", "Kyoto", "Quito", "Vienna"];
const WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor"];
const CURRENCIES = ["EUR", "USD", "GBP", "JPY"];

function pick(list: readonly string[], random: Random): string {
  return list[Math.floor(random() * list.length)] ?? "";
}

function hex(digits: number, random: Random): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
}

/** A UUID of version 4. */
export function plausibleUuid(random: Random): string {
  return `${hex(8, random)}-${hex(4, random)}-4${hex(3, random)}-a${hex(3, random)}-${hex(12, random)}`;
}

/** The words of a name: `customerEmail`, `customer_email` and `customer-email` tell the same. */
function words(name: string): ReadonlySet<string> {
  return new Set(
    name
      .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  );
}

function tells(said: ReadonlySet<string>, ...asked: readonly string[]): boolean {
  return asked.some((word) => said.has(word));
}

/** A text that suits a field called so. */
export function plausibleText(name: string, random: Random): string {
  const said = words(name);
  if (tells(said, "uuid", "guid")) return plausibleUuid(random);
  if (tells(said, "email", "mail")) return `${pick(NAMES, random).toLowerCase()}@example.com`;
  if (tells(said, "url", "uri", "link")) return `https://example.com/${pick(WORDS, random)}`;
  if (tells(said, "phone", "tel")) return `+1 555 01${Math.floor(10 + random() * 90)}`;
  if (tells(said, "id", "key", "sku", "number"))
    return `${pick(WORDS, random)}-${Math.floor(random() * 1000)}`;
  if (tells(said, "currency")) return pick(CURRENCIES, random);
  if (tells(said, "city", "town")) return pick(CITIES, random);
  if (tells(said, "country")) return pick(["PT", "NO", "KE", "JP", "EC", "AT"], random);
  if (tells(said, "date", "time", "at", "timestamp")) {
    const two = (below: number) => String(1 + Math.floor(random() * below)).padStart(2, "0");
    return `2026-${two(12)}-${two(28)}T${two(22)}:${two(58)}:00Z`;
  }
  if (tells(said, "name", "customer", "user", "author", "owner")) return pick(NAMES, random);
  return pick(WORDS, random);
}

/** A number that suits a field called so, whole except for amounts of money and measures. */
export function plausibleNumber(name: string, random: Random): number {
  const said = words(name);
  if (tells(said, "price", "amount", "total", "cost", "balance", "fee")) {
    return Math.round(100 + random() * 19_900) / 100;
  }
  if (tells(said, "quantity", "count", "qty", "size")) return 1 + Math.floor(random() * 9);
  if (tells(said, "percent", "rate", "ratio")) return Math.floor(random() * 100);
  if (tells(said, "year")) return 2020 + Math.floor(random() * 7);
  if (tells(said, "age")) return 18 + Math.floor(random() * 60);
  return Math.floor(random() * 1000);
}
