/** What became of one vector (a key, a scenario). */
export type VectorOutcome =
  | { readonly verdict: "passed" }
  | { readonly verdict: "skipped"; readonly because: string }
  | {
      readonly verdict: "failed";
      readonly id: string;
      /** Where in the vector, e.g. "step 3". */
      readonly step: string;
      readonly expected: string;
      readonly got: string;
    };

/** One kind of vector file. A new kind is a new file beside this one and a line in formats.ts. */
export interface VectorFormat {
  /** How it is called in the report. */
  readonly name: string;
  /** Judges a parsed file by its content. */
  readonly recognises: (document: unknown) => boolean;
  /** Replays every vector of a recognised file, in order. Throws on a vector that is not of its shape. */
  readonly replay: (document: unknown) => Iterable<VectorOutcome>;
}

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is an object and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list under `key`, or an empty one. */
export function listAt(document: unknown, key: string): readonly unknown[] {
  const value = isObject(document) ? document[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** JSON with the keys of every object sorted, so that equal data are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
