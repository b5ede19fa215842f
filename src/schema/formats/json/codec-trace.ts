/** A validating reader at work on a document, property by property, up to what its schema minds. */
import type { DecodeStep } from "#schema/codec.ts";
import type { JsonNode } from "#schema/json-text.ts";
import { outcomeOf } from "./payloads.ts";
import type { Failure } from "./reads-validate.ts";
import { memberPath } from "./reads-values.ts";
import { schemasOf } from "./sample.ts";
import type { SchemaNode } from "./schema.ts";

const STEPS_MAX = 20_000;

/** `byteAt`: the byte at which a character of the text starts. */
export function traceDocument(
  root: SchemaNode,
  tree: JsonNode,
  failure: Failure | null,
  byteAt: (character: number) => number,
): readonly DecodeStep[] {
  const walk = new Walk(failure, byteAt);
  walk.read([root], tree, "", true);
  return walk.steps;
}

class Walk {
  readonly steps: DecodeStep[] = [];
  readonly #failure: Failure | null;
  readonly #byteAt: (character: number) => number;
  #stopped = false;

  constructor(failure: Failure | null, byteAt: (character: number) => number) {
    this.#failure = failure;
    this.#byteAt = byteAt;
  }

  /** `known`: the reader's schema describes this value. */
  read(schemas: readonly SchemaNode[], tree: JsonNode, path: string, known: boolean): void {
    if (this.#stopped) return;
    const nodes = applied(schemas);
    if (!known && !this.#isWithin(path)) {
      this.#step(path, "unknown-kept", "the reader's schema does not describe it, and allows it", tree);
      return;
    }
    switch (tree.kind) {
      case "object":
        for (const { key, value } of tree.members) {
          const at = memberPath(path, key);
          const inner = nodes.flatMap((node) => schemasOf(node, key));
          this.read(
            inner,
            value,
            at,
            nodes.some((node) => describes(node, key)),
          );
        }
        break;
      case "array":
        for (const [index, item] of tree.items.entries()) {
          const inner = nodes.flatMap((node) => node.prefixItems[index] ?? node.items ?? []);
          this.read(inner, item, `${path}[${index}]`, true);
        }
        break;
      case "null":
        this.#taken(path, "null", tree);
        break;
      default:
        this.#taken(path, JSON.stringify(tree.value), tree);
    }
    this.#failHere(path, tree);
  }

  #taken(path: string, says: string, tree: JsonNode): void {
    if (this.#failure?.path !== path) this.#step(path, "taken", says, tree);
  }

  #isWithin(path: string): boolean {
    const failed = this.#failure?.path;
    return failed !== undefined && failed.startsWith(path);
  }

  #failHere(path: string, tree: JsonNode): void {
    if (this.#failure === null || this.#failure.path !== path || this.#stopped) return;
    this.#stopped = true;
    const outcome = outcomeOf(this.#failure);
    if (outcome.kind === "failed") this.#step(path, "failed", outcome.says, tree);
  }

  #step(path: string, action: DecodeStep["action"], says: string, { range }: JsonNode): void {
    if (this.steps.length >= STEPS_MAX && action !== "failed") return;
    const [start, end] = [this.#byteAt(range.start), this.#byteAt(range.end)];
    const short = says.length > 80 && action !== "failed" ? `${says.slice(0, 79)}…` : says;
    this.steps.push({ path, action, says: short, start, end });
  }
}

function describes(node: SchemaNode, name: string): boolean {
  return node.properties.has(name) || schemasOf(node, name).some((one) => one !== node.additionalProperties);
}

/** What may apply to one value: the schemas, what they refer to, and every alternative. */
export function applied(schemas: readonly SchemaNode[]): readonly SchemaNode[] {
  const found = new Set<SchemaNode>();
  const open = [...schemas];
  for (let node = open.pop(); node !== undefined && found.size < 500; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.ref !== null) open.push(node.ref);
    if (node.ref !== null && node.refOnly) continue;
    open.push(...node.allOf, ...node.anyOf, ...node.oneOf, ...node.dependentSchemas.values());
    for (const one of [node.ifSchema, node.thenSchema, node.elseSchema]) if (one !== null) open.push(one);
  }
  return [...found];
}
