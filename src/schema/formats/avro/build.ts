/** Builds the types of one text; names are looked up once all texts are read. */
import { unreachable } from "#base/assert.ts";
import type { JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import { memberOf } from "#schema/json-text.ts";
import { SCHEMA_DEPTH_MAX, SCHEMA_NODES_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";
import {
  headOf,
  textAt,
  type BuildContext,
  type Mutable,
  type PendingUnion,
  type PendingUse,
  type Problems,
} from "./build-context.ts";
import { buildEnum, buildFixed, buildRecord } from "./build-named.ts";
import { logicalTypeOf } from "./logical-type.ts";
import { isPrimitiveName, nearest, quoted, typeName } from "./names.ts";
import {
  PRIMITIVES,
  isNamed,
  type AvroType,
  type LogicalType,
  type NamedType,
  type PrimitiveKind,
  type PrimitiveType,
  type TypeUse,
} from "./schema.ts";

const COMPLEX = ["record", "enum", "array", "map", "fixed"] as const;

/** Branches of one union; pairs of two unions are compared each with each. */
const BRANCHES_MAX = 500;

/** What a use refers to until names are looked up; never seen outside, since an unknown name is an error. */
const UNKNOWN: PrimitiveType = {
  kind: "null",
  range: { start: 0, end: 0 },
  headRange: { start: 0, end: 0 },
  foreign: true,
  json: null,
  logical: null,
  shape: null,
};

export class Builder implements BuildContext {
  readonly problems: Problems;
  readonly isNew: boolean;
  readonly foreign: boolean;
  readonly named: Map<string, NamedType>;
  readonly pending: PendingUse[];
  readonly unions: PendingUnion[];
  /** Types that are being read, unions not counted. */
  #depth = 0;
  #nodes = 0;

  constructor(context: Omit<BuildContext, "typeOf">) {
    this.problems = context.problems;
    this.isNew = context.isNew;
    this.foreign = context.foreign;
    this.named = context.named;
    this.pending = context.pending;
    this.unions = context.unions;
  }

  typeOf(node: JsonNode, namespace: string): TypeUse | null {
    this.#nodes++;
    if (this.#nodes > SCHEMA_NODES_MAX) {
      if (this.#nodes === SCHEMA_NODES_MAX + 1) {
        this.problems.error(
          "too-many-types",
          node.range,
          `The schema has more than ${String(SCHEMA_NODES_MAX)} types; it is read up to here.`,
          "Split it into several schemas.",
        );
      }
      return null;
    }
    switch (node.kind) {
      case "string":
        return this.#named(node.value, node.range, namespace);
      case "object":
        return this.#object(node, namespace);
      case "array":
        return this.#union(node.items, node.range, namespace);
      case "number":
      case "boolean":
      case "null":
        this.problems.error(
          "not-a-type",
          node.range,
          node.kind === "null"
            ? 'null without quotes is no type; the type is "null".'
            : `A ${node.kind} is no type.`,
          "Write the name of a type in double quotes, an object that defines one, or a list of types for a union.",
          node.kind === "null"
            ? { title: 'Write "null"', edits: [{ range: node.range, text: '"null"' }] }
            : undefined,
        );
        return null;
      default:
        return unreachable(node);
    }
  }

  #named(written: string, range: TextRange, namespace: string): TypeUse {
    if (isPrimitiveName(written)) {
      const kind = written as PrimitiveKind;
      const { foreign } = this;
      const type = { kind, range, headRange: range, foreign, json: null, logical: null, shape: kind };
      return { type, range, defines: true, foreign: this.foreign };
    }
    const use: Mutable<TypeUse> = { type: UNKNOWN, range, defines: false, foreign: this.foreign };
    const isForward = find(this.named, written, namespace) === undefined;
    this.pending.push({ use, written, namespace, problems: this.problems, isForward });
    return use;
  }

  #object(object: JsonObjectNode, namespace: string): TypeUse | null {
    const type = textAt(object, "type");
    if (type === undefined) {
      this.#tellNoType(object);
      return null;
    }
    const { value: word, range } = type;
    if (!isPrimitiveName(word) && !(COMPLEX as readonly string[]).includes(word) && word !== "error") {
      return this.#named(word, range, namespace);
    }
    if (this.#depth >= SCHEMA_DEPTH_MAX) {
      this.problems.error(
        "too-deep",
        range,
        `Types are more than ${String(SCHEMA_DEPTH_MAX)} deep inside each other here.`,
        "Define inner types elsewhere and refer to them by name.",
      );
      return null;
    }
    this.#depth++;
    const built = this.#build(object, word, range, namespace);
    this.#depth--;
    return built === null ? null : { type: built, range: object.range, defines: true, foreign: this.foreign };
  }

  #tellNoType(object: JsonObjectNode): void {
    const written = memberOf(object, "type")?.value;
    const isNested = written?.kind === "object" || written?.kind === "array";
    this.problems.error(
      "no-type",
      isNested
        ? { start: written.range.start, end: written.range.start + 1 }
        : (written?.range ?? headOf(object)),
      isNested
        ? "The type of a type is a word; a definition inside is one too many."
        : "This object defines no type.",
      isNested
        ? "Leave out the object around the inner one."
        : 'Write "type": "record" or another type in it.',
    );
  }

  #build(object: JsonObjectNode, word: string, range: TextRange, namespace: string): AvroType | null {
    const base = { range: object.range, headRange: range, foreign: this.foreign, json: object };
    switch (word) {
      case "record":
      case "error":
        return buildRecord(this, object, namespace, word === "error");
      case "enum":
        return buildEnum(this, object, namespace);
      case "fixed": {
        const fixed = buildFixed(this, object, namespace);
        if (fixed !== null) fixed.logical = logicalTypeOf(this, object, "fixed", fixed.size);
        return fixed;
      }
      case "array": {
        const items = this.#inner(object, "items", "array", namespace);
        if (items === null) return null;
        const shape = wrapped("array", [items]);
        return { ...base, kind: "array", items, shape, logical: logicalTypeOf(this, object, "array") };
      }
      case "map": {
        const values = this.#inner(object, "values", "map", namespace);
        if (values === null) return null;
        const shape = wrapped("map", [values]);
        return { ...base, kind: "map", values, shape, logical: logicalTypeOf(this, object, "map") };
      }
      default: {
        const kind = word as PrimitiveKind;
        const logical = logicalTypeOf(this, object, kind);
        return { ...base, kind, logical, shape: kind + meaning(logical) };
      }
    }
  }

  #inner(object: JsonObjectNode, key: string, word: string, namespace: string): TypeUse | null {
    const member = memberOf(object, key);
    if (member !== undefined) return this.typeOf(member.value, namespace);
    this.problems.error(
      `no-${key}`,
      headOf(object),
      `This ${word} does not tell the type of its ${key}.`,
      `Write "${key}": "…" in it.`,
    );
    return null;
  }

  #union(items: readonly JsonNode[], range: TextRange, namespace: string): TypeUse | null {
    if (items.length === 0) {
      this.problems.warning(
        "empty-union",
        range,
        "A union without branches has no value; no record with it can be written.",
        "Write its branches.",
      );
    }
    if (items.length > BRANCHES_MAX) {
      this.problems.error(
        "too-many-branches",
        items[BRANCHES_MAX]?.range ?? range,
        `A union of ${String(items.length)} branches is too large for Eventyard, which reads ${String(BRANCHES_MAX)}.`,
        "Use fewer branches.",
      );
      return null;
    }
    const branches: TypeUse[] = [];
    for (const item of items) {
      const branch = this.typeOf(item, namespace);
      if (branch === null) continue;
      branches.push(branch);
      if (item.kind === "array") {
        this.problems.error(
          "nested-union",
          item.range,
          "A union cannot be a branch of a union.",
          "Put its branches into the outer one.",
        );
      }
    }
    const type: AvroType = {
      kind: "union",
      range,
      headRange: range,
      foreign: this.foreign,
      json: null,
      logical: null,
      shape: wrapped("union", branches),
      branches,
    };
    this.unions.push({ branches, problems: this.problems });
    return { type, range, defines: true, foreign: this.foreign };
  }
}

/** The shape of a type made of others; null where one has none. */
function wrapped(kind: string, parts: readonly TypeUse[]): string | null {
  const shapes = parts.map(({ type }) => type.shape);
  return shapes.includes(null) ? null : `${kind}(${shapes.join(",")})`;
}

function meaning(logical: LogicalType | null): string {
  if (logical === null) return "";
  return `:${logical.name}:${String(logical.precision)}:${String(logical.scale)}`;
}

/** As Avro 1.12 looks names up: in the enclosing namespace, else as written. */
function find(
  named: ReadonlyMap<string, NamedType>,
  written: string,
  namespace: string,
): NamedType | undefined {
  return named.get(typeName(written, namespace).fullName) ?? named.get(written);
}

/** Looks up all names that are used, once all texts are read, and checks what depends on it. */
export function resolveNames(context: Pick<BuildContext, "named" | "pending" | "unions">): void {
  const { named } = context;
  for (const { use, written, namespace, problems, isForward } of context.pending) {
    const found = find(named, written, namespace);
    if (found === undefined) {
      tellUnknown(problems, named, written, use.range);
      continue;
    }
    use.type = found;
    if (isForward) {
      problems.warning(
        "forward-reference",
        use.range,
        `${quoted(written)} is used here before it is defined; libraries before Avro 1.12 refuse that.`,
        "Define the type where it is used first.",
      );
    }
  }
  for (const { branches, problems } of context.unions) checkBranches(problems, branches);
}

/** Tells branches that a reader could not tell apart. */
function checkBranches(problems: Problems, branches: readonly TypeUse[]): void {
  const seen = new Set<string>();
  for (const { type, range } of branches) {
    if (type === UNKNOWN) continue;
    const key = isNamed(type) ? type.fullName : type.kind;
    if (seen.has(key)) {
      problems.error(
        "duplicate-branch",
        range,
        isNamed(type)
          ? `The union has the branch ${quoted(key)} already.`
          : `The union has a branch of type ${key} already; a union has at most one of each type without a name.`,
        "Remove one of them, or put one into a record.",
      );
    }
    seen.add(key);
  }
}

function tellUnknown(
  problems: Problems,
  named: ReadonlyMap<string, NamedType>,
  written: string,
  range: TextRange,
): void {
  const types = [...named.values()].slice(0, 500);
  const names = types.flatMap(({ fullName, name }) => [name, fullName]);
  const meant = nearest(written, [...PRIMITIVES, ...COMPLEX, ...names]);
  problems.error(
    "unknown-type",
    range,
    `There is no type ${quoted(written)}${meant === undefined ? "" : `; did you mean ${quoted(meant)}?`}`,
    "Define the type before it is used, add a reference to the schema that defines it, or correct its name.",
    meant === undefined
      ? undefined
      : { title: `Change it to ${quoted(meant)}`, edits: [{ range, text: JSON.stringify(meant) }] },
  );
}
