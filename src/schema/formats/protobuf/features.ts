/** What the syntax, or an edition's features, make of fields and enums: presence, packing, closed enums, groups by another name. */
import type { Draft, FieldDraft } from "./draft.ts";
import type { FieldType, ProtoEnum, ProtoMessage, ProtoOption } from "./schema.ts";

type Feature = "field_presence" | "enum_type" | "repeated_field_encoding" | "message_encoding";

/** Sets what depends on the whole file; types are resolved by now. */
export function applyFeatures(draft: Draft): void {
  for (const type of draft.enums) {
    (type as { closed: boolean }).closed = isClosed(draft, type);
  }
  for (const field of draft.fields) {
    if (field.type.kind === "message" && featureOf(draft, field, "message_encoding") === "DELIMITED") {
      field.type = { kind: "group", message: field.type.message };
    }
    field.presence = presenceOf(draft, field);
    field.packed = isPacked(draft, field);
  }
}

/** Whether a repeated field of the type may be packed: numbers, bool and enums. */
export function canPack(type: FieldType): boolean {
  if (type.kind === "enum") return true;
  return type.kind === "scalar" && type.scalar !== "string" && type.scalar !== "bytes";
}

function isClosed(draft: Draft, type: ProtoEnum): boolean {
  const { syntax } = draft.file;
  if (syntax !== "editions") return syntax === "proto2";
  return featureIn([type.options, ...optionsAround(type.parent)], draft, "enum_type") === "CLOSED";
}

function presenceOf(draft: Draft, field: FieldDraft): FieldDraft["presence"] {
  if (field.label === "repeated" || field.type.kind === "map") return "repeated";
  if (field.label === "required") return "required";
  if (field.type.kind === "message" || field.type.kind === "group") {
    return featureOf(draft, field, "field_presence") === "LEGACY_REQUIRED" ? "required" : "explicit";
  }
  if (field.oneof !== null || field.label === "optional") return "explicit";
  switch (draft.file.syntax) {
    case "proto2":
      return "explicit";
    case "proto3":
      return "implicit";
    case "editions": {
      const feature = featureOf(draft, field, "field_presence");
      if (feature === "IMPLICIT") return "implicit";
      return feature === "LEGACY_REQUIRED" ? "required" : "explicit";
    }
  }
}

function isPacked(draft: Draft, field: FieldDraft): boolean {
  if (field.label !== "repeated" || !canPack(field.type)) return false;
  const written = field.options.find(({ name }) => name === "packed")?.value;
  if (written?.kind === "word") return written.value === "true";
  if (draft.file.syntax !== "editions") return draft.file.syntax === "proto3";
  return featureOf(draft, field, "repeated_field_encoding") !== "EXPANDED";
}

function featureOf(draft: Draft, field: FieldDraft, feature: Feature): string {
  return featureIn([field.options, ...optionsAround(field.message)], draft, feature);
}

function optionsAround(message: ProtoMessage | null): (readonly ProtoOption[])[] {
  const around: (readonly ProtoOption[])[] = [];
  for (let outer = message; outer !== null; outer = outer.parent) around.push(outer.options);
  return around;
}

/** The innermost setting; "" where the edition's habit holds. */
function featureIn(around: readonly (readonly ProtoOption[])[], draft: Draft, feature: Feature): string {
  if (draft.file.syntax !== "editions") return "";
  for (const options of [...around, draft.file.options]) {
    for (const { name, value } of options) {
      if (name === `features.${feature}` && value.kind === "word") return value.value;
      if (name === "features" && value.kind === "aggregate") {
        const found = new RegExp(`\\b${feature}\\s*:\\s*(\\w+)`).exec(value.text)?.[1];
        if (found !== undefined) return found;
      }
    }
  }
  return "";
}
