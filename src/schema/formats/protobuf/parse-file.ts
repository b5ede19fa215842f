/** A whole file, names not yet resolved. */
import { Cursor } from "./cursor.ts";
import type { Draft, FileDraft, ImportDraft } from "./draft.ts";
import { parseEnum } from "./parse-enum.ts";
import { parseExtend, parseMessage } from "./parse-message.ts";
import { parseDotted, parseOptionStatement, parseText } from "./parse-options.ts";
import { parseService } from "./parse-service.ts";
import type {
  ProtoEnum,
  ProtoExtend,
  ProtoImport,
  ProtoMessage,
  ProtoOption,
  ProtoService,
} from "./schema.ts";

/** What a file's statements are put to. */
interface Top {
  readonly imports: ProtoImport[];
  readonly messages: ProtoMessage[];
  readonly enums: ProtoEnum[];
  readonly extends: ProtoExtend[];
  readonly services: ProtoService[];
  readonly options: ProtoOption[];
}

/** Editions that protoc knows. */
const EDITIONS: ReadonlySet<string> = new Set(["2023", "2024"]);

/** Reads the text on as far as it goes; problems are in the draft's cursor. */
export function parseFile(text: string): Draft {
  const cursor = new Cursor(text);
  const top: Top = { imports: [], messages: [], enums: [], extends: [], services: [], options: [] };
  const file: FileDraft = {
    ...top,
    text,
    syntax: "proto2",
    edition: "",
    syntaxRange: null,
    package: "",
    packageRange: null,
  };
  const draft: Draft = {
    cursor,
    file,
    pending: [],
    messages: [],
    enums: [],
    extends: [],
    fields: [],
  };
  if (cursor.is("syntax") || cursor.is("edition")) {
    cursor.attempt(() => {
      parseSyntax(draft);
    });
  }
  while (!cursor.atEnd) {
    if (cursor.is("}")) {
      const { start, end } = cursor.next();
      cursor.problem("syntax", { start, end }, 'There is a "}" without a "{".', "Remove it.", {
        title: 'Remove "}"',
        edits: [{ range: { start, end }, text: "" }],
      });
      continue;
    }
    cursor.attempt(() => {
      parseStatement(draft, top);
    });
  }
  return draft;
}

function parseSyntax(draft: Draft): void {
  const { cursor, file } = draft;
  const keyword = cursor.next();
  cursor.expect("=", `behind ${keyword.text}`);
  const { start } = cursor.token;
  const value = parseText(cursor);
  const range = { start, end: cursor.previousEnd };
  file.syntaxRange = range;
  if (keyword.text === "edition") {
    file.syntax = "editions";
    file.edition = value;
    if (!EDITIONS.has(value)) {
      cursor.problem("unknown-edition", range, `"${value}" is no edition.`, 'Use "2023" or "2024".');
    }
  } else if (value === "proto2" || value === "proto3") file.syntax = value;
  else {
    cursor.problem("unknown-syntax", range, `"${value}" is no syntax.`, 'Use "proto3" or "proto2".', {
      title: "Use proto3",
      edits: [{ range, text: '"proto3"' }],
    });
    file.syntax = "proto3";
  }
  cursor.semicolon();
}

function parseStatement(draft: Draft, top: Top): void {
  const { cursor, file } = draft;
  if (cursor.take(";") !== null) return;
  if (cursor.is("export") || cursor.is("local")) {
    if (["message", "enum"].includes(cursor.peek(1).text)) cursor.next();
  }
  const placement = { scope: file.package, parent: null, index: top.messages.length, depth: 1 };
  switch (cursor.token.kind === "word" ? cursor.token.text : "") {
    case "syntax":
    case "edition":
      lateSyntax(draft);
      return;
    case "package":
      parsePackage(draft);
      return;
    case "import":
      parseImport(draft, top.imports);
      return;
    case "option":
      parseOptionStatement(cursor, top.options);
      return;
    case "message":
      top.messages.push(parseMessage(draft, placement));
      return;
    case "enum":
      top.enums.push(parseEnum(draft, file.package, null));
      return;
    case "extend":
      top.extends.push(parseExtend(draft, placement, top.messages));
      return;
    case "service":
      top.services.push(parseService(draft));
      return;
    default:
      cursor.fail(
        "a statement",
        "At the top of a file stand syntax, package, import, option, message, enum, service and extend.",
      );
  }
}

function lateSyntax(draft: Draft): void {
  const { cursor } = draft;
  const { start } = cursor.token;
  cursor.recover();
  const range = { start, end: cursor.previousEnd };
  const twice = draft.file.syntaxRange !== null;
  cursor.problem(
    "late-syntax",
    range,
    twice ? "The syntax is stated twice." : "The syntax must be the first statement of the file.",
    twice ? "Remove one of the statements." : "Move it to the top.",
  );
}

function parsePackage(draft: Draft): void {
  const { cursor, file } = draft;
  cursor.next();
  const { start } = cursor.token;
  const name = parseDotted(cursor, "the package's name");
  const range = { start, end: cursor.previousEnd };
  cursor.semicolon();
  if (file.packageRange !== null) {
    cursor.problem("second-package", range, "The package is stated twice.", "Remove one of the statements.");
    return;
  }
  if (file.messages.length + file.enums.length > 0) {
    cursor.problem("late-package", range, "The package is stated behind types of it.", "Move it to the top.");
  }
  file.package = name;
  file.packageRange = range;
}

function parseImport(draft: Draft, imports: ProtoImport[]): void {
  const { cursor } = draft;
  const first = cursor.next();
  const word = cursor.take("public") ?? cursor.take("weak") ?? cursor.take("option");
  const kind = (word?.text ?? "plain") as ImportDraft["kind"];
  const { start } = cursor.token;
  const path = parseText(cursor);
  const pathRange = { start, end: cursor.previousEnd };
  cursor.count(first);
  cursor.semicolon();
  const range = { start: first.start, end: cursor.previousEnd };
  imports.push({ path, kind, pathRange, range, file: null });
}
