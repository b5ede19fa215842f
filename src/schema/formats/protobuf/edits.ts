/** Edits of a `.proto` text that keep its formatting. */
import type { Fix } from "#schema/difference.ts";
import type { TextEdit, TextRange } from "#schema/text-range.ts";
import type { ProtoField, ProtoSchema } from "./schema.ts";

/** The schema that is edited, and the other one. */
export interface Sides {
  readonly mine: ProtoSchema;
  readonly theirs: ProtoSchema;
}

export function fix(title: string, ...edits: readonly TextEdit[]): Fix {
  return { title, edits };
}

export function replaced(range: TextRange, text: string): TextEdit {
  return { range: { start: range.start, end: range.end }, text };
}

/** Statements put at the end of a body in braces, one a line, indented like its other lines. */
export function appended(text: string, bodyEnd: number, statements: readonly string[]): TextEdit {
  const lineStart = text.lastIndexOf("\n", bodyEnd - 1) + 1;
  const before = text.slice(lineStart, bodyEnd);
  if (before.trim() !== "") {
    const space = /\s$/.test(before) ? "" : " ";
    return { range: { start: bodyEnd, end: bodyEnd }, text: `${space}${statements.join(" ")} ` };
  }
  const indent = `${before}  `;
  const lines = statements.map((statement) => `${indent}${statement}\n`).join("");
  return { range: { start: lineStart, end: lineStart }, text: lines };
}

/** A block put at the end of the file. */
export function appendedToFile(text: string, block: string): TextEdit {
  const at = { start: text.length, end: text.length };
  return { range: at, text: `${text.endsWith("\n") || text === "" ? "" : "\n"}\n${block}\n` };
}

/** A statement's text as written. */
export function statementText(schema: ProtoSchema, range: TextRange): string {
  return schema.text.slice(range.start, range.end);
}

/** `option = value` of a field put in, or out (`null`). */
export function withOption(field: ProtoField, name: string, value: string | null): TextEdit {
  const at = field.options.findIndex((option) => option.name === name);
  const option = field.options[at];
  if (option !== undefined && value !== null) return replaced(option.valueRange, value);
  if (option !== undefined) {
    const next = field.options[at + 1];
    if (next !== undefined) return replaced({ start: option.range.start, end: next.range.start }, "");
    const previous = field.options[at - 1];
    if (previous !== undefined) return replaced({ start: previous.range.end, end: option.range.end }, "");
    return replaced({ start: field.numberRange.end, end: field.range.end }, ";");
  }
  const last = field.options.at(-1);
  const text = `${name} = ${value ?? ""}`;
  if (last !== undefined) return replaced({ start: last.range.end, end: last.range.end }, `, ${text}`);
  return replaced({ start: field.numberRange.end, end: field.numberRange.end }, ` [${text}]`);
}

/** A field with another label, or without one (`null`). */
export function withLabel(field: ProtoField, label: string | null): TextEdit {
  const start = field.labelRange?.start ?? field.typeRange.start;
  return replaced({ start, end: field.typeRange.start }, label === null ? "" : `${label} `);
}
