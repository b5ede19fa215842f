/** Names that occur twice in a scope. Constants of an enum are names of the scope around the enum, as in C++. */
import type { TextRange } from "#schema/text-range.ts";
import { type Report, replace } from "./check-report.ts";
import { within } from "./draft.ts";
import type { ProtoEnum, ProtoExtend, ProtoFile, ProtoMessage } from "./schema.ts";

interface Named {
  readonly name: string;
  readonly nameRange: TextRange;
}

/** A name that is taken, and what it means, e.g. `a field`, `a constant of Color`. */
type Taken = Map<string, string>;

export function checkFileNames(
  file: ProtoFile,
  imported: ReadonlyMap<string, ProtoMessage | ProtoEnum>,
  report: Report,
): void {
  const taken: Taken = new Map();
  for (const [name, type] of imported) {
    if (type.file !== file && isDirectlyIn(name, file.package))
      taken.set(type.name, `a type of an imported file`);
  }
  const where = file.package === "" ? "the file" : `package ${file.package}`;
  for (const message of file.messages) claim(taken, message, "a message", where, report);
  for (const type of file.enums) claimEnum(taken, type, where, report);
  for (const service of file.services) {
    claim(taken, service, "a service", where, report);
    const calls: Taken = new Map();
    for (const rpc of service.rpcs) claim(calls, rpc, "a call", service.name, report);
  }
  claimExtensions(taken, file.extends, where, report);
}

export function checkMessageNames(message: ProtoMessage, report: Report): void {
  const taken: Taken = new Map();
  const where = message.name;
  for (const field of message.fields) claim(taken, field, "a field", where, report);
  for (const oneof of message.oneofs) {
    if (!oneof.synthetic) claim(taken, oneof, "a oneof", where, report);
  }
  for (const nested of message.messages) claim(taken, nested, "a message", where, report);
  for (const type of message.enums) claimEnum(taken, type, where, report);
  claimExtensions(taken, message.extends, where, report);
  for (const field of message.fields) {
    if (field.type.kind !== "map") continue;
    const entry = entryName(field.name);
    if (!taken.has(entry)) continue;
    const says = `The map "${field.name}" needs the name ${entry} in ${where}, which is ${taken.get(entry) ?? "taken"}.`;
    report.error("map-entry-clash", field.nameRange, says, "Rename the map or what has its entry's name.");
  }
}

/** The message that stands for a map's entries. */
export function entryName(fieldName: string): string {
  const camel = fieldName.replace(/(?:^|_)+([a-zA-Z0-9])/g, (_all, letter: string) => letter.toUpperCase());
  return `${camel.replaceAll("_", "")}Entry`;
}

function claim(taken: Taken, named: Named, what: string, where: string, report: Report): void {
  const other = taken.get(named.name);
  if (other === undefined) {
    taken.set(named.name, what);
    return;
  }
  const says = `"${named.name}" is ${other} of ${where} already.`.replace(
    " of an imported file of",
    " of an imported file in",
  );
  const fresh = freeName(taken, named.name);
  report.error(
    "duplicate-name",
    named.nameRange,
    says,
    "Use another name.",
    replace(`Rename it to ${fresh}`, named.nameRange, fresh),
  );
}

function claimEnum(taken: Taken, type: ProtoEnum, where: string, report: Report): void {
  claim(taken, type, "an enum", where, report);
  const own = new Set<string>();
  for (const constant of type.constants) {
    const other = taken.get(constant.name);
    if (other !== undefined && !own.has(constant.name)) {
      const fresh = freeName(taken, `${type.name.toUpperCase()}_${constant.name}`);
      const says = `"${constant.name}" is ${other} already: constants are names of the scope around their enum (${where}).`;
      const tryThis = "Put the enum's name before it.";
      const fix = replace(`Rename it to ${fresh}`, constant.nameRange, fresh);
      report.error("duplicate-name", constant.nameRange, says, tryThis, fix);
      continue;
    }
    own.add(constant.name);
    claim(taken, constant, `a constant of ${type.name}`, where, report);
  }
}

function claimExtensions(
  taken: Taken,
  extensions: readonly ProtoExtend[],
  where: string,
  report: Report,
): void {
  for (const { fields } of extensions) {
    for (const field of fields) claim(taken, field, "an extension", where, report);
  }
}

function freeName(taken: Taken, name: string): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}_${String(number)}`)) number += 1;
  return `${name}_${String(number)}`;
}

function isDirectlyIn(fullName: string, scope: string): boolean {
  return within(scope, fullName.slice(fullName.lastIndexOf(".") + 1)) === fullName;
}
