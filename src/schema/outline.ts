/** A schema as a tree of named parts, the same for every format: hover, history of a field, diff and completion read it. */
import type { TextRange } from "./text-range.ts";

export interface OutlineNode {
  /** What one part is recognised by across versions: a name, for Protobuf's fields the number. Unique among its siblings. */
  readonly key: string;
  readonly name: string;
  /** What people call it: "record", "field", "enum", "symbol", "message", "oneof", "property" … */
  readonly kind: string;
  /** Its type as people write it, e.g. `union of null and string`, `map<string, int32>`; "" where it has none. */
  readonly type: string;
  /** Further facts in reading order, e.g. `default null`, `number 3`, `required`, `reserved`. */
  readonly facts: readonly string[];
  readonly doc: string;
  /** The name in the text. */
  readonly range: TextRange;
  readonly children: readonly OutlineNode[];
}
