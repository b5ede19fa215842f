/** Differences as they are found. */
import type { Difference, Place } from "#schema/difference.ts";
import type { ProtoSchema } from "./schema.ts";

/** One comparison: `writer` is what Confluent calls the original, `reader` the update. */
export class Findings {
  readonly reader: ProtoSchema;
  readonly writer: ProtoSchema;
  readonly #list: Difference[] = [];
  #breaking = 0;

  constructor(reader: ProtoSchema, writer: ProtoSchema) {
    this.reader = reader;
    this.writer = writer;
  }

  get list(): readonly Difference[] {
    return this.#list;
  }

  /** How many of them break. */
  get breaking(): number {
    return this.#breaking;
  }

  add(difference: Difference): void {
    this.#list.push(difference);
    if (difference.breaks) this.#breaking += 1;
  }

  addAt(
    code: string,
    breaks: boolean,
    path: readonly (string | number)[],
    message: string,
    reader: Place,
    writer: Place,
  ): void {
    this.add({ code, breaks, location: `#/${path.join("/")}`, message, reader, writer });
  }
}
