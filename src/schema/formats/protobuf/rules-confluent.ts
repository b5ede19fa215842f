/**
 * Confluent's rules: package, messages, enums. After SchemaDiff, EnumSchemaDiff and Context of its protobuf-provider:
 * messages and enums are matched by name, enum constants by number, and the registry's parser (Wire) keeps groups apart
 * from fields and messages, so they are not compared at all.
 */
import type { Difference } from "#schema/difference.ts";
import { fieldRules, type MembersOf } from "./rules-confluent-fields.ts";
import { compareMembers } from "./rules-confluent-members.ts";
import { compareMembers83 } from "./rules-confluent-members-8-3.ts";
import { Findings } from "./findings.ts";
import { absentTypePlace, filePlace, localName, partPlace, typePlace } from "./places.ts";
import type { ProtoEnum, ProtoEnumConstant, ProtoMessage, ProtoSchema } from "./schema.ts";

/** A message or a file: what has types inside. */
interface Holder {
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
}

/** `8.3`: releases up to 8.3.1, which compare oneofs by their names only. */
export type ConfluentRelease = "8.3" | "latest";

export function compareConfluent(
  reader: ProtoSchema,
  writer: ProtoSchema,
  release: ConfluentRelease,
): readonly Difference[] {
  const findings = new Findings(reader, writer);
  const { file: old } = writer;
  const { file: now } = reader;
  if (old.package !== now.package) {
    const message = `package "${old.package}" is now "${now.package}"`;
    findings.addAt("PACKAGE_CHANGED", true, [], message, filePlace(reader), filePlace(writer));
  }
  new Walk(findings, release).types(old, now, []);
  return findings.list;
}

class Walk {
  readonly #findings: Findings;
  readonly #release: ConfluentRelease;
  readonly #fields: ReturnType<typeof fieldRules>;
  /** Messages of references that have been compared, and with what result. */
  readonly #compared = new Map<ProtoMessage, Map<ProtoMessage, boolean>>();

  constructor(findings: Findings, release: ConfluentRelease) {
    this.#findings = findings;
    this.#release = release;
    this.#fields = fieldRules(findings, (old, now) => this.#referenced(old, now));
  }

  types(old: Holder, now: Holder, path: readonly string[]): void {
    const oldMessages = withoutGroups(old.messages);
    const nowMessages = withoutGroups(now.messages);
    for (const [name, message] of oldMessages) {
      const same = nowMessages.get(name);
      if (same === undefined) this.#missing(message, "MESSAGE_REMOVED", path);
      else this.#message(message, same, [...path, name]);
    }
    for (const [name, message] of nowMessages) {
      if (!oldMessages.has(name)) this.#missing(message, "MESSAGE_ADDED", path);
    }
    this.#moved(oldMessages, nowMessages, path);
    const oldEnums = new Map(old.enums.map((type) => [type.name, type]));
    const nowEnums = new Map(now.enums.map((type) => [type.name, type]));
    for (const [name, type] of oldEnums) {
      const same = nowEnums.get(name);
      if (same === undefined) this.#missing(type, "ENUM_REMOVED", path);
      else this.#enum(type, same, [...path, name]);
    }
    for (const [name, type] of nowEnums) if (!oldEnums.has(name)) this.#missing(type, "ENUM_ADDED", path);
  }

  #message(old: ProtoMessage, now: ProtoMessage, path: readonly string[]): void {
    const members: MembersOf = this.#release === "8.3" ? compareMembers83 : compareMembers;
    members(this.#findings, this.#fields, old, now, path);
    this.types(old, now, path);
  }

  /** Index among the messages around it; compatible, since indexes on the wire are those of the writer's schema. */
  #moved(
    old: ReadonlyMap<string, ProtoMessage>,
    now: ReadonlyMap<string, ProtoMessage>,
    path: readonly string[],
  ): void {
    const nowIndexes = new Map([...now.keys()].map((name, index) => [name, index]));
    [...old].forEach(([name, message], index) => {
      const same = now.get(name);
      if (same === undefined || nowIndexes.get(name) === index) return;
      const { reader, writer } = this.#findings;
      const says = `message ${name} has another index`;
      const places = [typePlace(reader, same), typePlace(writer, message)] as const;
      this.#findings.addAt("MESSAGE_MOVED", false, [...path, name], says, ...places);
    });
  }

  #missing(
    type: ProtoMessage | ProtoEnum,
    code: "MESSAGE_REMOVED" | "MESSAGE_ADDED" | "ENUM_REMOVED" | "ENUM_ADDED",
    path: readonly string[],
  ): void {
    if (type.kind === "message" && type.isMapEntry) return;
    const { reader, writer } = this.#findings;
    const removed = code === "MESSAGE_REMOVED" || code === "ENUM_REMOVED";
    const says = `${type.kind} ${localName(type)} is ${removed ? "missing" : "new"}`;
    this.#findings.addAt(
      code,
      code === "MESSAGE_REMOVED",
      [...path, type.name],
      says,
      removed ? absentTypePlace(reader, localName(type)) : typePlace(reader, type),
      removed ? typePlace(writer, type) : absentTypePlace(writer, localName(type)),
    );
  }

  #enum(old: ProtoEnum, now: ProtoEnum, path: readonly string[]): void {
    const { reader, writer } = this.#findings;
    // The last constant of a number counts, as in the registry's map.
    const oldByNumber = new Map(old.constants.map((constant) => [constant.number, constant]));
    const nowByNumber = new Map(now.constants.map((constant) => [constant.number, constant]));
    const place = (schema: ProtoSchema, type: ProtoEnum, constant: ProtoEnumConstant | undefined) =>
      constant === undefined ? typePlace(schema, type) : partPlace(schema, type, constant);
    const add = (code: string, number: number, says: string): void => {
      const readerPlace = place(reader, now, nowByNumber.get(number));
      const writerPlace = place(writer, old, oldByNumber.get(number));
      this.#findings.addAt(code, false, [...path, number], says, readerPlace, writerPlace);
    };
    for (const [number, constant] of oldByNumber) {
      const same = nowByNumber.get(number);
      const what = `constant ${constant.name} = ${String(number)} of ${now.name}`;
      if (same === undefined) add("ENUM_CONST_REMOVED", number, `${what} is missing`);
      else if (same.name !== constant.name) add("ENUM_CONST_CHANGED", number, `${what} is now ${same.name}`);
    }
    for (const [number, constant] of nowByNumber) {
      if (oldByNumber.has(number)) continue;
      add("ENUM_CONST_ADDED", number, `constant ${constant.name} = ${String(number)} of ${now.name} is new`);
    }
  }

  /**
   * Whether messages of one name from different versions of a reference agree (FieldSchemaDiff.compareMessageTypes). The
   * registry knows references by subject and version, we by their texts: equal texts cannot differ.
   */
  #referenced(old: ProtoMessage, now: ProtoMessage): boolean {
    const { reader, writer } = this.#findings;
    if (old.file === writer.file && now.file === reader.file) return true;
    if (old.file === now.file || old.file.text === now.file.text) return true;
    const results = this.#compared.get(old) ?? new Map<ProtoMessage, boolean>();
    this.#compared.set(old, results);
    const known = results.get(now);
    if (known !== undefined) return known;
    results.set(now, true);
    const before = this.#findings.breaking;
    this.#message(old, now, localName(old).split("."));
    const agrees = this.#findings.breaking === before;
    results.set(now, agrees);
    return agrees;
  }
}

function withoutGroups(messages: readonly ProtoMessage[]): ReadonlyMap<string, ProtoMessage> {
  return new Map(messages.filter(({ isGroup }) => !isGroup).map((message) => [message.name, message]));
}
