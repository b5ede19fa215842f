/** Where things are in one schema's text, also what is absent there or stands in an imported file. */
import type { Place } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoSchema } from "./schema.ts";

/** Types of a schema's own file by their names without the package, `Order.Line`. */
export interface LocalTypes {
  readonly messages: ReadonlyMap<string, ProtoMessage>;
  readonly enums: ReadonlyMap<string, ProtoEnum>;
}

const cache = new WeakMap<ProtoSchema, LocalTypes>();

export function localTypes(schema: ProtoSchema): LocalTypes {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const messages = new Map<string, ProtoMessage>();
  const enums = new Map<string, ProtoEnum>();
  const addEnums = (list: readonly ProtoEnum[]): void => {
    for (const type of list) if (!enums.has(localName(type))) enums.set(localName(type), type);
  };
  const addMessages = (list: readonly ProtoMessage[]): void => {
    for (const message of list) {
      if (!messages.has(localName(message))) messages.set(localName(message), message);
      addMessages(message.messages);
      addEnums(message.enums);
    }
  };
  addMessages(schema.file.messages);
  addEnums(schema.file.enums);
  const types = { messages, enums };
  cache.set(schema, types);
  return types;
}

/** A type's name without the package. */
export function localName(type: ProtoMessage | ProtoEnum): string {
  const { package: scope } = type.file;
  return scope !== "" && type.fullName.startsWith(`${scope}.`)
    ? type.fullName.slice(scope.length + 1)
    : type.fullName;
}

/** What stands for the whole file: its package, else its syntax, else its first character. */
export function filePlace(schema: ProtoSchema): Place {
  const { file, text } = schema;
  const range = file.packageRange ?? file.syntaxRange ?? { start: 0, end: Math.min(1, text.length) };
  return { path: "", range };
}

export function typePlace(schema: ProtoSchema, type: ProtoMessage | ProtoEnum): Place {
  return { path: localName(type), range: rangeIn(schema, type.file, type.nameRange) };
}

/** A part of a field; its name where `part` is not given. */
export function fieldPlace(
  schema: ProtoSchema,
  message: ProtoMessage,
  field: ProtoField,
  part: TextRange = field.nameRange,
): Place {
  return { path: `${localName(message)}.${field.name}`, range: rangeIn(schema, message.file, part) };
}

/** A named part of a message or an enum: a oneof, a constant. */
export function partPlace(
  schema: ProtoSchema,
  type: ProtoMessage | ProtoEnum,
  part: { readonly name: string; readonly nameRange: TextRange },
): Place {
  return { path: `${localName(type)}.${part.name}`, range: rangeIn(schema, type.file, part.nameRange) };
}

/** Where a type would stand: the message around it if that exists, else the file. */
export function absentTypePlace(schema: ProtoSchema, name: string): Place {
  const { messages } = localTypes(schema);
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const around = messages.get(name.slice(0, dot));
    if (around !== undefined) return typePlace(schema, around);
  }
  return filePlace(schema);
}

/** A range of another file's text is shown at the import that leads to it. */
function rangeIn(schema: ProtoSchema, file: ProtoFile, range: TextRange): TextRange {
  if (file === schema.file) return range;
  const imported = schema.file.imports.find((candidate) => leadsTo(candidate.file, file, 0));
  return imported?.pathRange ?? filePlace(schema).range;
}

function leadsTo(from: ProtoFile | null, to: ProtoFile, depth: number): boolean {
  if (from === null || depth > 8) return false;
  return from === to || from.imports.some((imported) => leadsTo(imported.file, to, depth + 1));
}
