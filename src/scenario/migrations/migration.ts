/** One step from a format to the next. A step that was shipped is never changed: old files rest on it. */
export interface Migration {
  readonly from: string;
  readonly to: string;
  /** What changed, for the list of repairs, e.g. "edges became wires". */
  readonly says: string;
  /**
   * The document in the next format, but for its `format` field. It was parsed but not judged: what does not look as
   * expected is passed on as it is, for the shape check to name.
   */
  readonly migrate: (document: JsonObject) => JsonObject;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed value is an object with keys. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
