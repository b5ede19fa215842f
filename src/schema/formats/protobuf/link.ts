/** Imports and names of types: which file is meant by a path, which type by a name. */
import { nearest } from "#schema/formats/avro/names.ts";
import type { SchemaProblem } from "#schema/difference.ts";
import { SCHEMA_TEXT_MAX } from "#schema/limits.ts";
import type { Draft, ImportDraft, PendingType } from "./draft.ts";
import { applyFeatures } from "./features.ts";
import { parseFile } from "./parse-file.ts";
import type { ProtoEnum, ProtoFile, ProtoMessage } from "./schema.ts";
import { WELL_KNOWN_PATHS, wellKnownText } from "./well-known-types.ts";

type ProtoType = ProtoMessage | ProtoEnum;

/** A file with its names resolved, and what those who import it see of it. */
interface Linked {
  readonly file: ProtoFile;
  /** Own types by full name. */
  readonly types: ReadonlyMap<string, ProtoType>;
  /** Its public imports, theirs included. */
  readonly publics: readonly Linked[];
  /** First error of it or of what it imports; "" if it is whole. */
  readonly error: string;
}

export interface LinkedSchema {
  readonly draft: Draft;
  /** Own and imported types by full name. */
  readonly typesByName: ReadonlyMap<string, ProtoType>;
  /** Unknown imports and types. */
  readonly problems: readonly SchemaProblem[];
}

/** Built-in files do not change: each is read once. */
const builtIn = new Map<string, Linked>();

/** Files that one schema may draw in, so that references cannot make one text into a thousand. */
const FILES_MAX = 200;
/** Names that are compared with an unknown one, and unknown names that get a suggestion. */
const CANDIDATES_MAX = 1_000;
const SUGGESTIONS_MAX = 20;

/** Resolves what the draft refers to; `references` holds texts by import path. */
export function link(draft: Draft, references: ReadonlyMap<string, string>): LinkedSchema {
  return new Linker(references).linkDraft(draft);
}

class Linker {
  readonly #references: ReadonlyMap<string, string>;
  readonly #files = new Map<string, Linked | "open">();

  constructor(references: ReadonlyMap<string, string>) {
    this.#references = references;
  }

  linkDraft(draft: Draft): LinkedSchema {
    const problems: SchemaProblem[] = [];
    const seen = this.#openImports(draft, problems);
    const typesByName = new Map<string, ProtoType>();
    for (const type of [...draft.messages, ...draft.enums]) {
      if (!typesByName.has(type.fullName)) typesByName.set(type.fullName, type);
    }
    for (const { types } of seen) {
      for (const [name, type] of types) if (!typesByName.has(name)) typesByName.set(name, type);
    }
    const scopes = new Scopes(typesByName, [draft.file.package, ...seen.map(({ file }) => file.package)]);
    let suggestions = 0;
    for (const pending of draft.pending) {
      const found = scopes.find(pending);
      if (found === null || (pending.wanted === "message" && found.kind === "enum")) {
        const suggest = suggestions < SUGGESTIONS_MAX;
        suggestions += 1;
        problems.push(this.#unknown(pending, typesByName, found, suggest));
        pending.resolve(placeholder(draft, pending.name));
      } else pending.resolve(found);
    }
    applyFeatures(draft);
    return { draft, typesByName, problems };
  }

  /** Files whose types the draft sees: its imports and what those import publicly. */
  #openImports(draft: Draft, problems: SchemaProblem[]): readonly Linked[] {
    const seen = new Set<Linked>();
    const paths = new Set<string>();
    for (const imported of draft.file.imports) {
      const { path, pathRange: range } = imported;
      if (paths.has(path)) {
        problems.push({
          code: "second-import",
          severity: "error",
          says: `"${path}" is imported twice.`,
          tryThis: "Remove one of the imports.",
          range,
          fix: { title: "Remove the import", edits: [{ range: imported.range, text: "" }] },
        });
        continue;
      }
      paths.add(path);
      const linked = this.#open(path);
      if (linked === "open") {
        problems.push({
          code: "import-cycle",
          severity: "error",
          says: `"${path}" imports itself by way of other files.`,
          tryThis: "Move what both need into a third file.",
          range,
        });
      } else if (linked === null) {
        problems.push(this.#unknownImport(path, range));
      } else {
        (imported as ImportDraft).file = linked.file;
        if (linked.error !== "") {
          problems.push({
            code: "import-broken",
            severity: "error",
            says: `"${path}" is no valid file itself: ${linked.error}`,
            tryThis: "Mend that schema, or refer to another version of it.",
            range,
          });
        }
        seen.add(linked);
        for (const further of linked.publics) seen.add(further);
      }
    }
    return [...seen];
  }

  /** null: nobody knows the file. "open": it is being read, a cycle. */
  #open(path: string): Linked | "open" | null {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const given = this.#references.get(path);
    if (given === undefined) return openBuiltIn(path);
    if (this.#files.size >= FILES_MAX || given.length > SCHEMA_TEXT_MAX) return null;
    this.#files.set(path, "open");
    const linked = this.#read(given);
    this.#files.set(path, linked);
    return linked;
  }

  #read(text: string): Linked {
    const draft = parseFile(text);
    const { typesByName, problems } = this.linkDraft(draft);
    const publics = draft.file.imports
      .filter(({ kind }) => kind === "public")
      .map(({ path }) => this.#open(path))
      .filter((linked) => linked !== null && linked !== "open");
    const types = new Map([...typesByName].filter(([, type]) => type.file === draft.file));
    const error = [...draft.cursor.problems, ...problems].find(({ severity }) => severity === "error");
    return {
      file: draft.file,
      types,
      publics: [...new Set(publics.flatMap((linked) => [linked, ...linked.publics]))],
      error: error?.says ?? "",
    };
  }

  #unknownImport(path: string, range: SchemaProblem["range"]): SchemaProblem {
    const meant = nearest(path, [...this.#references.keys(), ...WELL_KNOWN_PATHS]);
    const problem = {
      code: "unknown-import",
      severity: "error",
      says: `No reference of this schema is named "${path}", and it is no built-in file.`,
      tryThis:
        meant === undefined
          ? "Register that file under a subject and add a reference to it with this import path as its name."
          : `Did you mean "${meant}"? Else add a reference with this import path as its name.`,
      range,
    } as const;
    if (meant === undefined) return problem;
    return {
      ...problem,
      fix: { title: `Import "${meant}"`, edits: [{ range, text: JSON.stringify(meant) }] },
    };
  }

  #unknown(
    pending: PendingType,
    types: ReadonlyMap<string, ProtoType>,
    found: ProtoType | null,
    suggest: boolean,
  ): SchemaProblem {
    const { name, range } = pending;
    if (found !== null) {
      const says = `"${name}" is an enum where a message belongs.`;
      return { code: "not-a-message", severity: "error", says, tryThis: "Name a message.", range };
    }
    const path = importOf(name.replace(/^\./, ""));
    const meant = suggest ? suggestion(pending, types) : undefined;
    const tryThis =
      path !== undefined
        ? `Add import "${path}"; at the top of the file.`
        : meant === undefined
          ? "Define it, or import the file that does."
          : `Did you mean "${meant}"?`;
    const problem = {
      code: "unknown-type",
      severity: "error",
      says: `There is no type "${name}" here.`,
      tryThis,
      range,
    } as const;
    if (path !== undefined || meant === undefined) return problem;
    return { ...problem, fix: { title: `Change it to ${meant}`, edits: [{ range, text: meant }] } };
  }
}

/** Names of types and packages, looked up as protoc does: from the innermost scope outwards. */
class Scopes {
  readonly #types: ReadonlyMap<string, ProtoType>;
  readonly #packages = new Set<string>();

  constructor(types: ReadonlyMap<string, ProtoType>, packages: readonly string[]) {
    this.#types = types;
    for (const name of packages) {
      for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1)) {
        this.#packages.add(name.slice(0, end));
      }
    }
  }

  find({ name, scope }: PendingType): ProtoType | null {
    if (name.startsWith(".")) return this.#types.get(name.slice(1)) ?? null;
    const dot = name.indexOf(".");
    const first = dot < 0 ? name : name.slice(0, dot);
    for (let outer = scope; ; outer = outer.slice(0, Math.max(0, outer.lastIndexOf(".")))) {
      const prefix = outer === "" ? "" : `${outer}.`;
      const found = this.#types.get(prefix + name);
      if (found !== undefined) return found;
      // The innermost message or package of the first part's name hides those further out.
      const holder = dot < 0 ? undefined : this.#types.get(prefix + first);
      if (holder?.kind === "message" || (dot >= 0 && this.#packages.has(prefix + first))) return null;
      if (outer === "") return null;
    }
  }
}

function openBuiltIn(path: string): Linked | null {
  const known = builtIn.get(path);
  if (known !== undefined) return known;
  const text = wellKnownText(path);
  if (text === undefined) return null;
  const draft = parseFile(text);
  const { typesByName } = link(draft, new Map());
  const types = new Map([...typesByName].filter(([, type]) => type.file === draft.file));
  const linked: Linked = { file: draft.file, types, publics: [], error: "" };
  builtIn.set(path, linked);
  return linked;
}

/** The built-in file that defines a type by its full name. */
function importOf(fullName: string): string | undefined {
  const cut = fullName.lastIndexOf(".");
  const start = ["google.protobuf", "google.type", "confluent", "confluent.type"].find(
    (name) => name === fullName.slice(0, cut),
  );
  if (start === undefined) return undefined;
  return WELL_KNOWN_PATHS.find((path) => {
    const linked = openBuiltIn(path);
    return linked !== null && linked.types.has(fullName);
  });
}

/** A known type's name as it may be written at the place. */
function suggestion(pending: PendingType, types: ReadonlyMap<string, ProtoType>): string | undefined {
  const names: string[] = [];
  for (const type of types.values()) {
    if (names.length >= CANDIDATES_MAX) break;
    names.push(type.fullName, type.name);
  }
  const meant = nearest(pending.name, names) ?? nearest(pending.name, SCALAR_HINTS);
  if (meant === undefined || meant.includes(".")) return meant;
  const type = [...types.values()].find(({ name }) => name === meant);
  if (type === undefined) return meant;
  const visible = type.parent === null ? pending.scope : type.parent.fullName;
  return type.parent === null || pending.scope.startsWith(visible) ? meant : type.fullName;
}

/** Types of other languages that people write, and Protobuf's own. */
const SCALAR_HINTS = ["double", "float", "int32", "int64", "uint32", "uint64", "bool", "string", "bytes"];

/** Keeps an unknown type apart from others, so that stored versions with unknown types can still be compared by name. */
function placeholder(draft: Draft, name: string): ProtoMessage {
  const fullName = name.replace(/^\./, "");
  return {
    kind: "message",
    name: fullName.slice(fullName.lastIndexOf(".") + 1),
    fullName,
    nameRange: { start: 0, end: 1 },
    range: { start: 0, end: 1 },
    doc: "",
    options: [],
    index: 0,
    parent: null,
    file: { ...draft.file, text: "" },
    fields: [],
    fieldsByNumber: new Map(),
    fieldsByName: new Map(),
    oneofs: [],
    messages: [],
    enums: [],
    extensions: [],
    extends: [],
    reservedNumbers: [],
    reservedNames: [],
    isGroup: false,
    isMapEntry: false,
    bodyStart: 0,
    bodyEnd: 0,
  };
}
