/** Names of Avro: what is one, how a namespace is put before it, and which known one was probably meant. */
import { PRIMITIVES } from "./schema.ts";

/** A name of a type, taken apart. */
export interface TypeName {
  readonly name: string;
  /** "" where it has none. */
  readonly namespace: string;
  readonly fullName: string;
}

const STRICT = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PRIMITIVE_NAMES: ReadonlySet<string> = new Set(PRIMITIVES);

/** Avro's rule for names of types, fields and symbols: letters, digits and _, no digit first. */
export function isStrictName(name: string): boolean {
  return STRICT.test(name);
}

/** The same for each part between dots; "" is the absence of a namespace. */
export function isStrictNamespace(namespace: string): boolean {
  return namespace === "" || namespace.split(".").every(isStrictName);
}

/** Whether the name alone means a primitive type, so that no other type may have it. */
export function isPrimitiveName(name: string): boolean {
  return PRIMITIVE_NAMES.has(name);
}

/** `written` as a full name: what stands before its last dot is its namespace, else the enclosing one. */
export function typeName(written: string, enclosing: string): TypeName {
  const dot = written.lastIndexOf(".");
  const name = written.slice(dot + 1);
  const namespace = dot < 0 ? enclosing : written.slice(0, dot);
  return { name, namespace, fullName: namespace === "" ? name : `${namespace}.${name}` };
}

/** The one of `known` that is written nearly like `written`; undefined if none is near. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > 80) return undefined;
  const wanted = written.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) > allowed) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Letters to put in, take out, change or swap with their neighbour: Damerau's distance, restricted. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** A name as it is put into a sentence: in quotes, cut where it is long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name);
}
