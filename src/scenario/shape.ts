/**
 * The strict shape of a document: types, lengths, counts, ranges of all that is not a kind's own setting. It reads a
 * value that `JSON.parse` made (after `json-scan.ts`) and never stops at the first problem. Fields that this version
 * does not know are kept and warned about.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import {
  emptyScenario,
  FORMAT,
  type CanvasFrame,
  type ConfigValue,
  type Intervention,
  type Invariant,
  type LookAt,
  type Note,
  type Position,
  type Scenario,
  type ScenarioNode,
  type ScenarioWire,
  type SchemaReference,
  type SchemaSubject,
  type SchemaVersion,
  type Size,
} from "./document.ts";
import { NAME_LENGTH_MAX } from "./edits.ts";
import { PROBLEMS_MAX } from "./json-scan.ts";
import { ID_PATTERN, Limits } from "./limits.ts";
import { isJsonObject, type JsonObject } from "./migrations/migration.ts";
import { below } from "./path.ts";
import { found, shortened } from "./shown.ts";

const ID = new RegExp(ID_PATTERN);

/** The document if its shape is right; repairs of its content are `repair.ts`'s. */
export function readShape(raw: unknown): Result<Scenario> {
  const reader = new ShapeReader();
  const scenario = reader.scenario(raw);
  const problems = reader.problems.all();
  return problems.length > 0 ? refused(problems) : ok(scenario, reader.warnings.all());
}

/** The first problems, and how many more there are. */
export function capped(problems: readonly Problem[], count = problems.length): readonly Problem[] {
  if (count <= PROBLEMS_MAX) return problems;
  const more = count - PROBLEMS_MAX + 1;
  const rest: Problem = {
    code: "more-problems",
    path: "",
    says: `There are ${more} more of these.`,
    tryThis: "Mend the first ones and try again.",
  };
  return [...problems.slice(0, PROBLEMS_MAX - 1), rest];
}

/** Keeps what will be shown and counts the rest: a bad file may have half a million. */
class ProblemList {
  readonly #first: Problem[] = [];
  #count = 0;

  push(problem: Problem): void {
    this.#count += 1;
    if (this.#first.length < PROBLEMS_MAX) this.#first.push(problem);
  }

  all(): readonly Problem[] {
    return capped(this.#first, this.#count);
  }
}

class ShapeReader {
  readonly problems = new ProblemList();
  readonly warnings = new ProblemList();

  scenario(raw: unknown): Scenario {
    const empty = emptyScenario();
    const source = this.object(raw, "", ["format", "nodes"], Object.keys(empty));
    if (source === null) return empty;
    return {
      ...source,
      format: FORMAT,
      name: this.text(source, "name", "", NAME_LENGTH_MAX, empty.name),
      description: this.text(source, "description", "", Limits.textLength, ""),
      seed: this.seed(source["seed"]),
      settings: this.config(source["settings"], "settings"),
      nodes: this.list(source, "nodes", Limits.nodes, (item, path) => this.node(item, path)),
      wires: this.list(source, "wires", Limits.wires, (item, path) => this.wire(item, path)),
      interventions: this.list(source, "interventions", Limits.interventions, (item, path) =>
        this.intervention(item, path),
      ),
      notes: this.list(source, "notes", Limits.notes, (item, path) => this.note(item, path)),
      frames: this.list(source, "frames", Limits.frames, (item, path) => this.frame(item, path)),
      subjects: this.list(source, "subjects", Limits.subjects, (item, path) => this.subject(item, path)),
      invariants: this.list(source, "invariants", Limits.invariants, (item, path) =>
        this.invariant(item, path),
      ),
      lookAt: this.list(source, "lookAt", Limits.lookAt, (item, path) => this.lookAt(item, path)),
    };
  }

  private node(raw: unknown, path: string): ScenarioNode | null {
    const source = this.object(raw, path, ["id", "kind", "name"], ["config", "position"]);
    if (source === null) return null;
    const position =
      source["position"] === undefined
        ? undefined
        : this.position(source["position"], below(path, "position"));
    return {
      ...source,
      id: this.id(source, "id", path),
      kind: this.text(source, "kind", path, Limits.kindLength),
      name: this.text(source, "name", path, NAME_LENGTH_MAX),
      config: this.config(source["config"], below(path, "config")),
      ...(position === undefined ? {} : { position }),
    };
  }

  private wire(raw: unknown, path: string): ScenarioWire | null {
    const source = this.object(raw, path, ["id", "kind", "from", "to"], []);
    if (source === null) return null;
    return {
      ...source,
      id: this.id(source, "id", path),
      kind: this.text(source, "kind", path, Limits.kindLength),
      from: this.id(source, "from", path),
      to: this.id(source, "to", path),
    };
  }

  private intervention(raw: unknown, path: string): Intervention | null {
    const source = this.object(raw, path, ["id", "atMs", "kind", "target"], ["config"]);
    if (source === null) return null;
    return {
      ...source,
      id: this.id(source, "id", path),
      atMs: this.number(source, "atMs", path, 0, Limits.atMs),
      kind: this.text(source, "kind", path, Limits.kindLength),
      target: this.id(source, "target", path),
      config: this.config(source["config"], below(path, "config")),
    };
  }

  private invariant(raw: unknown, path: string): Invariant | null {
    const source = this.object(raw, path, ["id", "kind", "target"], ["name", "config"]);
    if (source === null) return null;
    return {
      ...source,
      id: this.id(source, "id", path),
      kind: this.text(source, "kind", path, Limits.kindLength),
      target: this.id(source, "target", path),
      ...(source["name"] === undefined ? {} : { name: this.text(source, "name", path, NAME_LENGTH_MAX) }),
      config: this.config(source["config"], below(path, "config")),
    };
  }

  private note(raw: unknown, path: string): Note | null {
    const source = this.object(raw, path, ["id", "text"], ["position", "size"]);
    if (source === null) return null;
    const position =
      source["position"] === undefined
        ? undefined
        : this.position(source["position"], below(path, "position"));
    const size = source["size"] === undefined ? undefined : this.size(source["size"], below(path, "size"));
    return {
      ...source,
      id: this.id(source, "id", path),
      text: this.text(source, "text", path, Limits.textLength),
      ...(position === undefined ? {} : { position }),
      ...(size === undefined ? {} : { size }),
    };
  }

  private frame(raw: unknown, path: string): CanvasFrame | null {
    const source = this.object(raw, path, ["id", "name", "position", "size"], []);
    if (source === null) return null;
    return {
      ...source,
      id: this.id(source, "id", path),
      name: this.text(source, "name", path, NAME_LENGTH_MAX),
      position: this.position(source["position"], below(path, "position")),
      size: this.size(source["size"], below(path, "size")),
    };
  }

  private lookAt(raw: unknown, path: string): LookAt | null {
    const source = this.object(raw, path, ["atMs", "text"], []);
    if (source === null) return null;
    return {
      ...source,
      atMs: this.number(source, "atMs", path, 0, Limits.atMs),
      text: this.text(source, "text", path, Limits.textLength),
    };
  }

  private subject(raw: unknown, path: string): SchemaSubject | null {
    const source = this.object(raw, path, ["id", "name", "format"], ["mode", "versions"]);
    if (source === null) return null;
    return {
      ...source,
      id: this.id(source, "id", path),
      name: this.text(source, "name", path, NAME_LENGTH_MAX),
      format: this.text(source, "format", path, Limits.kindLength),
      mode: this.text(source, "mode", path, Limits.kindLength),
      versions: this.list(
        source,
        "versions",
        Limits.versions,
        (item, at) => this.version(item, at),
        below(path, "versions"),
      ),
    };
  }

  private version(raw: unknown, path: string): SchemaVersion | null {
    const source = this.object(raw, path, ["text"], ["references"]);
    if (source === null) return null;
    const version = { ...source, text: this.text(source, "text", path, Limits.schemaLength) };
    if (source["references"] === undefined) return version;
    const at = below(path, "references");
    const references = this.list(
      source,
      "references",
      Limits.references,
      (item, place) => this.reference(item, place),
      at,
    );
    return { ...version, references };
  }

  private reference(raw: unknown, path: string): SchemaReference | null {
    const source = this.object(raw, path, ["name", "subject", "version"], []);
    if (source === null) return null;
    return {
      ...source,
      name: this.text(source, "name", path, Limits.settingLength),
      subject: this.id(source, "subject", path),
      version: this.number(source, "version", path, 1, Limits.versions),
    };
  }

  private position(raw: unknown, path: string): Position {
    // That it is missing was said of what it belongs to.
    const source = raw === undefined ? {} : (this.object(raw, path, ["x", "y"], []) ?? {});
    const limit = Limits.coordinate;
    return {
      ...source,
      x: this.number(source, "x", path, -limit, limit),
      y: this.number(source, "y", path, -limit, limit),
    };
  }

  private size(raw: unknown, path: string): Size {
    const source = raw === undefined ? {} : (this.object(raw, path, ["width", "height"], []) ?? {});
    return {
      ...source,
      width: this.number(source, "width", path, Limits.sizeMin, Limits.sizeMax),
      height: this.number(source, "height", path, Limits.sizeMin, Limits.sizeMax),
    };
  }

  /** An object that has the required fields; others than the known ones are warned about. Null if it is none. */
  private object(
    raw: unknown,
    path: string,
    required: readonly string[],
    optional: readonly string[],
  ): JsonObject | null {
    if (!isJsonObject(raw)) {
      this.refuse(
        "not-an-object",
        path,
        `${named(path)} is ${found(raw)}, must be an object.`,
        `Write { ${required.map((name) => `"${name}": …`).join(", ")} }.`,
      );
      return null;
    }
    for (const name of required) {
      if (!Object.hasOwn(raw, name)) {
        this.refuse("missing", path, `${named(path)} has no "${name}".`, `Add "${name}".`);
      }
    }
    for (const name of Object.keys(raw)) {
      if (required.includes(name) || optional.includes(name)) continue;
      this.warnings.push({
        code: "unknown-field",
        path: below(path, name),
        says: `"${shortened(name)}" is not a field here; it is kept but has no effect.`,
        tryThis: `Known fields: ${[...new Set([...required, ...optional])].join(", ")}.`,
      });
    }
    return raw;
  }

  private list<T>(
    source: JsonObject,
    name: string,
    max: number,
    read: (item: unknown, path: string) => T | null,
    at = name,
  ): readonly T[] {
    const raw = source[name];
    if (raw === undefined) return [];
    if (!Array.isArray(raw)) {
      this.refuse("not-a-list", at, `${at} is ${found(raw)}, must be a list.`, "Write [ … ].");
      return [];
    }
    if (raw.length > max) {
      this.refuse(
        "too-many",
        at,
        `There are ${raw.length} ${name}, at most ${max} are allowed.`,
        "Split the scenario.",
      );
      return [];
    }
    const items: T[] = [];
    raw.forEach((item: unknown, i) => {
      const read1 = read(item, below(at, i));
      if (read1 !== null) items.push(read1);
    });
    return items;
  }

  /** Settings; none where there is no such field. A null is no absent field: taking it for one would change it in silence. */
  private config(raw: unknown, path: string): Readonly<Record<string, ConfigValue>> {
    if (raw === undefined) return {};
    if (!isJsonObject(raw)) {
      this.refuse(
        "not-an-object",
        path,
        `${named(path)} is ${found(raw)}, must be an object of settings.`,
        "Write { } for the initial settings.",
      );
      return {};
    }
    const names = Object.keys(raw);
    if (names.length > Limits.settings) {
      this.refuse(
        "too-many",
        path,
        `${named(path)} has ${names.length} settings, at most ${Limits.settings} are allowed.`,
        "Remove those that no kind knows.",
      );
      return {};
    }
    const config: Record<string, ConfigValue> = {};
    for (const name of names) {
      const value = raw[name];
      const at = below(path, name);
      if (typeof value === "string" && value.length > Limits.settingLength) {
        this.refuse(
          "too-long",
          at,
          `${at} has ${value.length} characters, at most ${Limits.settingLength} are allowed.`,
          "Shorten it.",
        );
      } else if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
        config[name] = value;
      } else {
        this.refuse(
          "not-a-setting",
          at,
          `${at} is ${found(value)}, must be a number, a text, true or false.`,
          "Remove it to use the initial value.",
        );
      }
    }
    return config;
  }

  private text(source: JsonObject, name: string, path: string, max: number, initial = ""): string {
    const value = source[name];
    const at = below(path, name);
    if (value === undefined) return initial;
    if (typeof value !== "string") {
      this.refuse("not-a-text", at, `${at} is ${found(value)}, must be a text.`, "Put it in double quotes.");
    } else if (value.length > max) {
      this.refuse(
        "too-long",
        at,
        `${at} has ${value.length} characters, at most ${max} are allowed.`,
        "Shorten it.",
      );
    } else {
      return value;
    }
    return initial;
  }

  private id(source: JsonObject, name: string, path: string): string {
    const id = this.text(source, name, path, Limits.idLength);
    if (typeof source[name] === "string" && source[name].length <= Limits.idLength && !ID.test(id)) {
      const at = below(path, name);
      this.refuse(
        "not-an-id",
        at,
        `${at} is ${found(id)}, must start with a letter and go on with letters, digits, "_", ".", ":" or "-".`,
        `Use "${name === "id" ? "a" : "the id of a node"}", for example.`,
      );
    }
    return id;
  }

  private seed(value: unknown): string {
    if (value === undefined) return emptyScenario().seed;
    if (typeof value === "string" && value.length >= 1 && value.length <= Limits.seedLength) return value;
    const tryThis =
      typeof value === "number"
        ? `Write "${value}": numbers lose digits, texts do not.`
        : 'Use "1", for example.';
    this.refuse(
      "not-a-seed",
      "seed",
      `seed is ${found(value)}, must be a text of 1 to ${Limits.seedLength} characters.`,
      tryThis,
    );
    return "1";
  }

  private number(source: JsonObject, name: string, path: string, min: number, max: number): number {
    const value = source[name];
    const at = below(path, name);
    if (value === undefined) return min;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      this.refuse(
        "not-a-number",
        at,
        `${at} is ${found(value)}, must be a number from ${min} to ${max}.`,
        "Write it without quotes.",
      );
    } else if (value < min || value > max) {
      this.refuse(
        "out-of-range",
        at,
        `${at} is ${value}, must be a number from ${min} to ${max}.`,
        `The nearest allowed value is ${Math.min(max, Math.max(min, value))}.`,
      );
    } else {
      return value;
    }
    return min;
  }

  private refuse(code: string, path: string, says: string, tryThis: string): void {
    this.problems.push({ code, path, says, tryThis });
  }
}

function named(path: string): string {
  return path === "" ? "The document" : path;
}
