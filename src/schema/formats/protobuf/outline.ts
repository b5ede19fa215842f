/** A schema as a tree of named parts. */
import type { OutlineNode } from "#schema/outline.ts";
import { fieldTypeName } from "./scalar-groups.ts";
import type {
  Constant,
  NumberRange,
  ProtoEnum,
  ProtoField,
  ProtoFile,
  ProtoMessage,
  ProtoOption,
  ProtoSchema,
  ProtoService,
  ReservedName,
} from "./schema.ts";

/** Fields are known by their numbers, all else by name: a rename shows as one field with two names. */
export function outlineOf({ file }: ProtoSchema): readonly OutlineNode[] {
  return [...file.messages.map(messageNode), ...file.enums.map(enumNode), ...file.services.map(serviceNode)];
}

function messageNode(message: ProtoMessage): OutlineNode {
  return {
    key: message.name,
    name: message.name,
    kind: message.isGroup ? "group" : "message",
    type: "",
    facts: [...reservedFacts(message.reservedNumbers, message.reservedNames), ...deprecated(message.options)],
    doc: message.doc,
    range: message.nameRange,
    children: [
      ...message.fields.map((field) => fieldNode(field, message.file)),
      ...message.messages.map(messageNode),
      ...message.enums.map(enumNode),
    ],
  };
}

function fieldNode(field: ProtoField, { syntax }: ProtoFile): OutlineNode {
  const facts = [`number ${String(field.number)}`];
  if (field.oneof !== null && !field.oneof.synthetic) facts.push(`member of oneof ${field.oneof.name}`);
  else if (field.presence === "required") facts.push("required");
  else if (field.presence === "explicit" && field.type.kind !== "message" && syntax !== "proto2") {
    facts.push("presence is told");
  }
  if (field.defaultValue !== null) facts.push(`default ${constantText(field.defaultValue)}`);
  facts.push(...deprecated(field.options));
  return {
    key: String(field.number),
    name: field.name,
    kind: "field",
    type: fieldTypeName(field),
    facts,
    doc: field.doc,
    range: field.nameRange,
    children: [],
  };
}

function enumNode(type: ProtoEnum): OutlineNode {
  return {
    key: type.name,
    name: type.name,
    kind: "enum",
    type: "",
    facts: [
      type.closed ? "closed" : "open",
      ...reservedFacts(type.reservedNumbers, type.reservedNames),
      ...deprecated(type.options),
    ],
    doc: type.doc,
    range: type.nameRange,
    // Aliases share a number, so constants are known by name.
    children: type.constants.map((constant) => ({
      key: constant.name,
      name: constant.name,
      kind: "constant",
      type: "",
      facts: [`number ${String(constant.number)}`, ...deprecated(constant.options)],
      doc: constant.doc,
      range: constant.nameRange,
      children: [],
    })),
  };
}

function serviceNode(service: ProtoService): OutlineNode {
  return {
    key: service.name,
    name: service.name,
    kind: "service",
    type: "",
    facts: [],
    doc: service.doc,
    range: service.nameRange,
    children: service.rpcs.map((rpc) => {
      const side = (streams: boolean, text: string): string => `${streams ? "stream " : ""}${text}`;
      return {
        key: rpc.name,
        name: rpc.name,
        kind: "rpc",
        type: `${side(rpc.inputStreams, rpc.inputText)} → ${side(rpc.outputStreams, rpc.outputText)}`,
        facts: deprecated(rpc.options),
        doc: rpc.doc,
        range: rpc.nameRange,
        children: [],
      };
    }),
  };
}

function reservedFacts(numbers: readonly NumberRange[], names: readonly ReservedName[]): readonly string[] {
  const runs = numbers.map(({ start, end }) =>
    start === end ? String(start) : `${String(start)} to ${String(end)}`,
  );
  const all = [...runs, ...names.map(({ name }) => JSON.stringify(name))];
  return all.length === 0 ? [] : [`reserved ${all.join(", ")}`];
}

function deprecated(options: readonly ProtoOption[]): readonly string[] {
  const option = options.find(({ name }) => name === "deprecated");
  return option?.value.kind === "word" && option.value.value === "true" ? ["deprecated"] : [];
}

function constantText(value: Constant): string {
  if (value.kind === "text") return JSON.stringify(value.value);
  return value.kind === "word" ? value.value : value.text;
}
