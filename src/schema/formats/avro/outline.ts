/** An Avro schema as a tree of named parts. */
import type { OutlineNode } from "#schema/outline.ts";
import { typeTitle, type AvroField, type AvroSchema, type AvroType, type TypeUse } from "./schema.ts";

/** Types that are written out at the top; a type that is only named elsewhere is not written out again. */
export function outlineOfAvro(schema: AvroSchema): readonly OutlineNode[] {
  return new Outliner().uses([schema.root]);
}

class Outliner {
  readonly #shown = new Set<AvroType>();

  uses(uses: readonly TypeUse[]): readonly OutlineNode[] {
    return uses.flatMap((use) => this.#ofType(use));
  }

  /** The nodes of named types within a type; lists, maps and unions themselves have no name. */
  #ofType({ type, defines }: TypeUse): readonly OutlineNode[] {
    switch (type.kind) {
      case "array":
        return this.#ofType(type.items);
      case "map":
        return this.#ofType(type.values);
      case "union":
        return this.uses(type.branches);
      case "record":
      case "enum":
      case "fixed":
        break;
      default:
        return [];
    }
    if (!defines || type.foreign || this.#shown.has(type)) return [];
    this.#shown.add(type);
    return [
      {
        key: type.fullName,
        name: type.name,
        kind: type.kind === "record" && type.isError ? "error" : type.kind,
        type: "",
        facts: [
          ...(type.namespace === "" ? [] : [`namespace ${type.namespace}`]),
          ...(type.kind === "fixed" ? [`${String(type.size)} bytes`] : []),
          ...(type.kind === "enum" && type.default !== null ? [`default ${type.default.symbol}`] : []),
          ...(type.logical === null ? [] : [logicalFact(type)]),
          ...aliasFacts(type.aliases),
        ],
        doc: type.doc,
        range: type.nameRange,
        children: this.#childrenOf(type),
      },
    ];
  }

  #childrenOf(type: Extract<AvroType, { fullName: string }>): readonly OutlineNode[] {
    switch (type.kind) {
      case "record":
        return type.fields.map((field) => this.#ofField(field));
      case "enum":
        return type.symbols.map(({ name, range }) => ({
          key: name,
          name,
          kind: "symbol",
          type: "",
          facts: [],
          doc: "",
          range,
          children: [],
        }));
      case "fixed":
        return [];
    }
  }

  #ofField(field: AvroField): OutlineNode {
    const value = field.default?.json;
    return {
      key: field.name,
      name: field.name,
      kind: "field",
      type: typeTitle(field.type.type),
      facts: [
        ...(value === undefined ? ["required"] : [`default ${shortJson(field)}`]),
        ...aliasFacts(field.aliases),
        ...(field.order === "ascending" ? [] : [`order ${field.order}`]),
      ],
      doc: field.doc,
      range: field.nameRange,
      children: this.#ofType(field.type),
    };
  }
}

function logicalFact({ logical }: AvroType): string {
  if (logical === null) return "";
  return logical.precision === null
    ? logical.name
    : `${logical.name}(${String(logical.precision)}, ${String(logical.scale ?? 0)})`;
}

function aliasFacts(aliases: readonly string[]): readonly string[] {
  return aliases.length === 0 ? [] : [`once ${aliases.join(", ")}`];
}

function shortJson({ default: written }: AvroField): string {
  if (written === null) return "";
  const text = written.json.kind === "number" ? written.json.raw : JSON.stringify(written.value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
