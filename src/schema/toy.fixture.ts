/** A format small enough to see through: `a b?` is a record with the field a, and with b that has a default. */
import type { Difference } from "./difference.ts";
import { defineFormat } from "./format.ts";
import type { Understanding } from "./payload.ts";

interface Toy {
  readonly text: string;
  /** Names, and whether each has a default. */
  readonly fields: ReadonlyMap<string, boolean>;
}

function compare(reader: Toy, writer: Toy): Difference[] {
  return [...reader.fields]
    .filter(([name, hasDefault]) => !hasDefault && !writer.fields.has(name))
    .map(([name]) => ({
      code: "MISSING",
      breaks: true,
      location: `/${name}`,
      message: name,
      reader: {
        path: name,
        range: { start: reader.text.indexOf(name), end: reader.text.indexOf(name) + name.length },
      },
      writer: { path: "", range: { start: 0, end: writer.text.length } },
    }));
}

function understands(reader: Toy, writer: Toy): Understanding {
  return compare(reader, writer).length === 0 ? "same" : "never";
}

export const toy = defineFormat<Toy>({
  name: "avro",
  title: "Toy",
  extensions: [".toy"],
  parse: (text) => {
    const bad = text.indexOf("!");
    if (bad >= 0) {
      const problem = {
        code: "bang",
        severity: "error",
        says: "A name has no !.",
        tryThis: "Remove it.",
      } as const;
      return { schema: null, problems: [{ ...problem, range: { start: bad, end: bad + 1 } }] };
    }
    const fields = text
      .split(/\s+/)
      .filter((name) => name !== "")
      .map((name): [string, boolean] => [name.replace("?", ""), name.endsWith("?")]);
    return { schema: { text, fields: new Map(fields) }, problems: [] };
  },
  compare,
  explain: ({ message }, { reader, writer }) => ({
    says: `Field "${message}" has no default.`,
    forWhom: `Consumers on ${reader} cannot read what is written with ${writer}.`,
    tryThis: "Give it a default.",
  }),
  fixes: () => [],
  outline: () => [],
  typeNames: (schema) => [...schema.fields.keys()].slice(0, 1),
  normalise: (schema) => [...schema.fields.keys()].toSorted((a, b) => (a < b ? -1 : 1)).join(" "),
  payloads: {
    sample: () => ({}),
    understands,
    reads: (reader, writer) =>
      understands(reader, writer) === "same"
        ? { kind: "same" }
        : { kind: "failed", code: "MISSING", path: "", says: "" },
  },
  loadCodec: () =>
    Promise.resolve({
      encode: () => ({ bytes: new Uint8Array(), spans: [] }),
      decode: () => ({ steps: [], outcome: { kind: "same" }, value: {} }),
      counterExample: () => null,
    }),
});

/** A version of the toy format. */
export function toyVersion(name: string, text: string): { readonly name: string; readonly schema: unknown } {
  return { name, schema: toy.parse(text, { isNew: false }).schema };
}
