/** What a file that can be read still must not contain: protoc's rules, also those that parsers of libraries let pass. */
import type { SchemaProblem } from "#schema/difference.ts";
import { nearest } from "#schema/formats/avro/names.ts";
import { checkEnum } from "./check-enums.ts";
import { checkExtension, checkFields } from "./check-fields.ts";
import { checkFileNames, checkMessageNames } from "./check-names.ts";
import { Report, replace } from "./check-report.ts";
import type { Draft } from "./draft.ts";
import { FIELD_NUMBER_MAX } from "./parse-reserved.ts";
import type { ProtoEnum, ProtoMessage, ProtoOption } from "./schema.ts";

const ANY = ["deprecated", "features", "uninterpreted_option"];
const OPTIONS = {
  file: [
    ...ANY,
    "java_package",
    "java_outer_classname",
    "java_multiple_files",
    "java_generate_equals_and_hash",
    "java_string_check_utf8",
    "optimize_for",
    "go_package",
    "cc_generic_services",
    "java_generic_services",
    "py_generic_services",
    "php_generic_services",
    "cc_enable_arenas",
    "objc_class_prefix",
    "csharp_namespace",
    "swift_prefix",
    "php_class_prefix",
    "php_namespace",
    "php_metadata_namespace",
    "ruby_package",
  ],
  message: [
    ...ANY,
    "message_set_wire_format",
    "no_standard_descriptor_accessor",
    "map_entry",
    "deprecated_legacy_json_field_conflicts",
  ],
  field: [
    ...ANY,
    "default",
    "json_name",
    "ctype",
    "packed",
    "jstype",
    "lazy",
    "unverified_lazy",
    "weak",
    "debug_redact",
    "retention",
    "targets",
    "edition_defaults",
    "feature_support",
  ],
  enum: [...ANY, "allow_alias", "deprecated_legacy_json_field_conflicts"],
  constant: [...ANY, "debug_redact", "feature_support"],
} as const;

/** All that is wrong in a file whose names are resolved. */
export function checkDraft(
  draft: Draft,
  typesByName: ReadonlyMap<string, ProtoMessage | ProtoEnum>,
): readonly SchemaProblem[] {
  const report = new Report();
  const { file } = draft;
  checkOptions(file.options, "file", report);
  checkFileNames(file, typesByName, report);
  for (const message of draft.messages) {
    checkFields(message, report);
    checkMessageNames(message, report);
    checkRanges(message, report);
    checkOneofs(message, report);
    checkOptions(message.options, "message", report);
    for (const field of message.fields) checkOptions(field.options, "field", report);
  }
  for (const type of draft.enums) {
    checkEnum(type, report);
    checkOptions(type.options, "enum", report);
    for (const constant of type.constants) checkOptions(constant.options, "constant", report);
  }
  for (const extension of draft.extends) {
    const { target } = extension;
    if (
      file.syntax === "proto3" &&
      target !== null &&
      !/^google\.protobuf\.\w+Options$/.test(target.fullName)
    ) {
      const says = `proto3 can extend only options such as google.protobuf.FieldOptions, not ${target.name}.`;
      report.error(
        "extend-in-proto3",
        extension.extendeeRange,
        says,
        "Use a field of type google.protobuf.Any instead.",
      );
    }
    for (const field of extension.fields) checkExtension(field, file.syntax, report);
  }
  return report.problems;
}

function checkOptions(options: readonly ProtoOption[], where: keyof typeof OPTIONS, report: Report): void {
  const seen = new Set<string>();
  for (const { name, nameRange } of options) {
    if (seen.has(name) && !name.startsWith("(") && name !== "edition_defaults" && name !== "targets") {
      report.error("second-option", nameRange, `The option ${name} is set twice.`, "Remove one of them.");
    }
    seen.add(name);
    const first = name.split(".", 1)[0] ?? name;
    const known: readonly string[] = OPTIONS[where];
    if (name.startsWith("(") || known.includes(first)) continue;
    const meant = nearest(first, known);
    const says = `There is no option "${first}" here.`;
    if (meant === undefined) {
      report.error(
        "unknown-option",
        nameRange,
        says,
        "Options of one's own stand in parentheses: (my.option).",
      );
    } else {
      const fix = replace(`Change it to ${meant}`, nameRange, meant);
      report.error("unknown-option", nameRange, says, `Did you mean "${meant}"?`, fix);
    }
  }
}

function checkRanges(message: ProtoMessage, report: Report): void {
  const names = new Set<string>();
  for (const { name, range } of message.reservedNames) {
    if (names.has(name)) {
      report.error("reserved-twice", range, `The name "${name}" is reserved twice.`, "Remove one of them.");
    }
    names.add(name);
  }
  if (message.file.syntax === "proto3" && message.extensions[0] !== undefined) {
    const { range } = message.extensions[0];
    report.error(
      "extensions-in-proto3",
      range,
      "proto3 has no extension ranges.",
      "Use a field of type google.protobuf.Any.",
    );
  }
  const all = [...message.reservedNumbers, ...message.extensions];
  for (const { start, end, range } of all) {
    if (start > end) {
      const says = `The range ends before it starts: ${String(start)} to ${String(end)}.`;
      const fix = replace("Swap the ends", range, `${String(end)} to ${String(start)}`);
      report.error("range-backwards", range, says, "Write the smaller number first.", fix);
    } else if (start < 1 || end > FIELD_NUMBER_MAX) {
      const says = `Field numbers go from 1 to ${String(FIELD_NUMBER_MAX)}.`;
      report.error("number-out-of-range", range, says, "Keep the range within.");
    }
  }
  const sorted = all.toSorted((a, b) => a.start - b.start || a.range.start - b.range.start);
  let reach = -Infinity;
  for (const { start, end, range } of sorted) {
    if (start <= reach) {
      const says = `Number ${String(start)} is in another reserved or extension range already.`;
      report.error("ranges-overlap", range, says, "Let the ranges not overlap.");
    }
    reach = Math.max(reach, end);
  }
}

function checkOneofs(message: ProtoMessage, report: Report): void {
  for (const oneof of message.oneofs) {
    if (oneof.fields.length > 0) continue;
    report.error(
      "empty-oneof",
      oneof.nameRange,
      `The oneof "${oneof.name}" has no members.`,
      "Give it one, or remove it.",
    );
  }
}
