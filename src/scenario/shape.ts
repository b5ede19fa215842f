/**
 * The strict shape of a document: types, lengths, counts, ranges of all that is not a kind's own setting. It reads a
 * value that `JSON.parse` made (after `json-scan.ts`) and never stops at the first problem. Fields that this version
 * does not know are kept and warned about.
 */
import { ok, refused, type Result } from "#base/result.ts";
import {
  emptyScenario,
  FORMAT,
  type CanvasFrame,
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
import { Limits } from "./limits.ts";
import { below } from "./path.ts";
import { FieldReader } from "./shape-fields.ts";
import { found } from "./shown.ts";

/** The document if its shape is right; repairs of its content are `repair.ts`'s. */
export function readShape(raw: unknown): Result<Scenario> {
  const reader = new ShapeReader();
  const scenario = reader.scenario(raw);
  const problems = reader.problems.all();
  return problems.length > 0 ? refused(problems) : ok(scenario, reader.warnings.all());
}

class ShapeReader extends FieldReader {
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
}
