/**
 * The registry's normal form: no comments, one layout, imports and options sorted by name, types by their resolved full
 * names with a dot in front, as Confluent's ProtobufSchema writes it with normalize=true. Order of fields and messages is
 * kept, since indexes of messages depend on it.
 */
import type {
  Constant,
  FieldType,
  NumberRange,
  ProtoEnum,
  ProtoExtend,
  ProtoField,
  ProtoFile,
  ProtoMessage,
  ProtoOption,
  ProtoRpc,
  ProtoSchema,
  ProtoService,
  ReservedName,
} from "./schema.ts";

export function normaliseProtobuf({ file }: ProtoSchema): string {
  const lines: string[] = [];
  lines.push(file.syntax === "editions" ? `edition = "${file.edition}";` : `syntax = "${file.syntax}";`);
  if (file.package !== "") lines.push(`package ${file.package};`);
  lines.push(...imports(file));
  for (const option of sorted(file.options)) lines.push(`option ${optionText(option)};`);
  const write = new Writer(lines);
  for (const message of file.messages) if (!message.isGroup) write.message(message);
  for (const type of file.enums) write.enumeration(type);
  for (const extension of file.extends) write.extend(extension);
  for (const service of file.services) write.service(service);
  return `${lines.join("\n")}\n`;
}

function imports(file: ProtoFile): readonly string[] {
  return file.imports
    .map(({ kind, path }) => `import ${kind === "plain" ? "" : `${kind} `}${JSON.stringify(path)};`)
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

class Writer {
  readonly #lines: string[];
  #indent = "";

  constructor(lines: string[]) {
    this.#lines = lines;
  }

  message(message: ProtoMessage): void {
    this.#block(`message ${message.name}`, () => {
      this.#body(message);
    });
  }

  enumeration(type: ProtoEnum): void {
    this.#block(`enum ${type.name}`, () => {
      this.#options(type.options);
      this.#reserved(type.reservedNumbers, type.reservedNames, type.file, ENUM_MAX);
      for (const constant of type.constants) {
        this.#line(`${constant.name} = ${String(constant.number)}${brackets(constant.options)};`);
      }
    });
  }

  extend(extension: ProtoExtend): void {
    const name = extension.target === null ? extension.extendee : `.${extension.target.fullName}`;
    this.#block(`extend ${name}`, () => {
      for (const field of extension.fields) this.#field(field);
    });
  }

  service(service: ProtoService): void {
    this.#block(`service ${service.name}`, () => {
      this.#options(service.options);
      for (const rpc of service.rpcs) {
        if (rpc.options.length === 0) this.#line(`${rpcHead(rpc)};`);
        else {
          this.#block(rpcHead(rpc), () => {
            this.#options(rpc.options);
          });
        }
      }
    });
  }

  #body(message: ProtoMessage): void {
    this.#options(message.options);
    this.#reserved(message.reservedNumbers, message.reservedNames, message.file, FIELD_MAX);
    if (message.extensions.length > 0) {
      this.#line(`extensions ${sortedRanges(message.extensions, FIELD_MAX).join(", ")};`);
    }
    for (const field of message.fields) {
      if (field.oneof === null || field.oneof.synthetic) this.#field(field);
    }
    for (const oneof of message.oneofs) {
      if (oneof.synthetic) continue;
      this.#block(`oneof ${oneof.name}`, () => {
        this.#options(oneof.options);
        for (const field of oneof.fields) this.#field(field);
      });
    }
    for (const nested of message.messages) if (!nested.isGroup) this.message(nested);
    for (const type of message.enums) this.enumeration(type);
    for (const extension of message.extends) this.extend(extension);
  }

  #field(field: ProtoField): void {
    const label = field.label === null ? "" : `${field.label} `;
    const number = String(field.number);
    const options = brackets(field.options);
    const { type } = field;
    if (type.kind === "group" && field.typeText === "group") {
      this.#block(`${label}group ${type.message.name} = ${number}${options}`, () => {
        this.#body(type.message);
      });
      return;
    }
    this.#line(`${label}${typeText(type)} ${field.name} = ${number}${options};`);
  }

  #options(options: readonly ProtoOption[]): void {
    for (const option of sorted(options)) this.#line(`option ${optionText(option)};`);
  }

  #reserved(
    numbers: readonly NumberRange[],
    names: readonly ReservedName[],
    file: ProtoFile,
    max: number,
  ): void {
    if (numbers.length > 0) this.#line(`reserved ${sortedRanges(numbers, max).join(", ")};`);
    const written = names
      .map(({ name }) => (file.syntax === "editions" ? name : JSON.stringify(name)))
      .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    if (written.length > 0) this.#line(`reserved ${written.join(", ")};`);
  }

  #line(text: string): void {
    this.#lines.push(this.#indent + text);
  }

  #block(head: string, body: () => void): void {
    this.#line(`${head} {`);
    const outer = this.#indent;
    this.#indent += "  ";
    body();
    this.#indent = outer;
    this.#line("}");
  }
}

const FIELD_MAX = 536_870_911;
const ENUM_MAX = 2_147_483_647;

function rpcHead(rpc: ProtoRpc): string {
  const side = (streams: boolean, message: ProtoMessage | null, text: string): string =>
    `(${streams ? "stream " : ""}${message === null ? text : `.${message.fullName}`})`;
  const input = side(rpc.inputStreams, rpc.input, rpc.inputText);
  return `rpc ${rpc.name} ${input} returns ${side(rpc.outputStreams, rpc.output, rpc.outputText)}`;
}

function typeText(type: FieldType): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "enum":
      return `.${type.enum.fullName}`;
    case "message":
    case "group":
      return `.${type.message.fullName}`;
    case "map":
      return `map<${type.key}, ${typeText(type.value)}>`;
  }
}

function sortedRanges(ranges: readonly NumberRange[], max: number): readonly string[] {
  return ranges
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end }) => {
      if (start === end) return String(start);
      return `${String(start)} to ${end === max ? "max" : String(end)}`;
    });
}

function sorted(options: readonly ProtoOption[]): readonly ProtoOption[] {
  return options.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function brackets(options: readonly ProtoOption[]): string {
  return options.length === 0 ? "" : ` [${sorted(options).map(optionText).join(", ")}]`;
}

function optionText({ name, value }: ProtoOption): string {
  return `${name} = ${constantText(value)}`;
}

function constantText(value: Constant): string {
  switch (value.kind) {
    case "text":
      return JSON.stringify(value.value);
    case "number":
      return Number.isSafeInteger(value.value) ? String(value.value) : value.text;
    case "word":
      return value.value;
    case "aggregate":
      return value.text.replace(/\s+/g, " ");
  }
}
