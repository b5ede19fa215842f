import { isJsonObject, type JsonObject, type Migration } from "./migration.ts";

/** The draft had `edges` with source and target, after the drawing library's words, and a numeric seed. */
export const wires: Migration = {
  from: "eventyard/0",
  to: "eventyard/1",
  says: "edges became wires, and the seed a string",
  migrate(document) {
    const { edges, seed, ...rest } = document;
    return {
      ...rest,
      ...(edges === undefined ? {} : { wires: Array.isArray(edges) ? edges.map(wireOf) : edges }),
      ...(seed === undefined ? {} : { seed: typeof seed === "number" ? String(seed) : seed }),
    };
  },
};

function wireOf(edge: unknown): unknown {
  if (!isJsonObject(edge)) return edge;
  const { source, target, type, ...rest } = edge;
  const wire: JsonObject = { ...rest, kind: type, from: source, to: target };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}
