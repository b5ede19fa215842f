/** What protoc refuses in enums. */
import { type Report, replace } from "./check-report.ts";
import { isIn } from "./numbers.ts";
import type { ProtoEnum, ProtoEnumConstant } from "./schema.ts";

const INT32_MIN = -2_147_483_648;
const INT32_MAX = 2_147_483_647;

export function checkEnum(type: ProtoEnum, report: Report): void {
  const [first] = type.constants;
  if (first === undefined) {
    const says = `${type.name} has no constants.`;
    report.error("empty-enum", type.nameRange, says, "An enum needs at least one.");
    return;
  }
  const { syntax } = type.file;
  if (syntax !== "proto2" && !type.closed && first.number !== 0) {
    checkFirst(type, first, report);
  }
  let aliases = 0;
  for (const constant of type.constants) {
    checkConstant(type, constant, report);
    const owner = type.constantsByNumber.get(constant.number);
    if (owner === undefined || owner === constant) continue;
    aliases += 1;
    if (type.allowAlias) continue;
    const at = { start: type.bodyStart, end: type.bodyStart };
    report.error(
      "enum-alias",
      constant.numberRange,
      `Number ${String(constant.number)} of ${type.name} belongs to ${owner.name} already.`,
      "Use another number, or allow two names for one with option allow_alias = true.",
      replace("Allow aliases", at, "\n  option allow_alias = true;"),
    );
  }
  const option = type.options.find(({ name }) => name === "allow_alias");
  if (option !== undefined && type.allowAlias && aliases === 0) {
    const says = `${type.name} allows aliases and has none.`;
    report.error("no-alias", option.range, says, "Remove the option allow_alias.");
  }
  checkStrippedNames(type, report);
}

function checkFirst(type: ProtoEnum, first: ProtoEnumConstant, report: Report): void {
  const zero = type.constantsByNumber.get(0);
  const says = `The first constant of an open enum has number 0; ${first.name} has ${String(first.number)}.`;
  if (zero !== undefined) {
    report.error(
      "first-enum-constant",
      first.numberRange,
      says,
      `Move ${zero.name} to the top of ${type.name}.`,
    );
    return;
  }
  const name = `${snakeCase(type.name)}_UNSPECIFIED`;
  const at = { start: first.range.start, end: first.range.start };
  report.error(
    "first-enum-constant",
    first.numberRange,
    says,
    "Put a constant with number 0 before it, for records that do not say.",
    replace(`Add ${name} = 0`, at, `${name} = 0;\n  `),
  );
}

function checkConstant(type: ProtoEnum, constant: ProtoEnumConstant, report: Report): void {
  const { number, numberRange, name, nameRange } = constant;
  if (number < INT32_MIN || number > INT32_MAX) {
    const says = `Numbers of enum constants have 32 bits; ${String(number)} does not fit.`;
    report.error("enum-number-out-of-range", numberRange, says, `Use ${String(INT32_MAX)} at most.`);
  }
  if (isIn(type.reservedNumbers, number)) {
    const says = `Number ${String(number)} is reserved in ${type.name}: an older constant had it.`;
    report.error("reserved-number", numberRange, says, "Use another number.");
  }
  if (type.reservedNames.some((reserved) => reserved.name === name)) {
    const says = `The name ${name} is reserved in ${type.name}: an older constant had it.`;
    report.error("reserved-name", nameRange, says, "Use another name.");
  }
}

/** Generated code strips the enum's name off its constants: what is left must differ, case aside. */
function checkStrippedNames(type: ProtoEnum, report: Report): void {
  const prefix = stripped(type.name);
  const taken = new Map<string, ProtoEnumConstant>();
  for (const constant of type.constants) {
    const bare = stripped(constant.name);
    const rest = bare.startsWith(prefix) && bare.length > prefix.length ? bare.slice(prefix.length) : bare;
    const other = taken.get(rest);
    if (other === undefined) taken.set(rest, constant);
    else if (other.number !== constant.number && other.name !== constant.name) {
      const says = `${constant.name} and ${other.name} are the same without the enum's name and case.`;
      const tryThis = "Rename one of them: generated code would have one name for both.";
      if (type.file.syntax === "proto2")
        report.warning("enum-names-alike", constant.nameRange, says, tryThis);
      else report.error("enum-names-alike", constant.nameRange, says, tryThis);
    }
  }
}

function stripped(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}
