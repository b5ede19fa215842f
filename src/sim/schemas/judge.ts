/** What keeps a scenario's schemas from being used, and what its author should know of them. */
import type { Problem } from "#base/result.ts";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { formatNamed } from "#schema/formats/index.ts";
import { registries } from "#schema/registries/index.ts";
import { lineAndColumn } from "#schema/text-range.ts";
import { schemaNumber } from "#sim/schema-port.ts";
import type { SchemasPlan } from "#sim/schemas-plan.ts";
import { planSchemas, usersOf, versionSetting } from "./plan.ts";
import { modeOf, schemaPort } from "./port.ts";
import { referencesOf } from "./references.ts";

/** Problems and warnings about subjects, about settings that name them, and about interventions on the registry. */
export function judgeSchemas(scenario: Scenario): {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const judge = new SchemaJudge(scenario);
  judge.all();
  return judge;
}

class SchemaJudge {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #scenario: Scenario;
  readonly #ids: ReadonlySet<string>;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#ids = new Set(scenario.subjects.map(({ id }) => id));
  }

  all(): void {
    const { nodes, subjects, interventions } = this.#scenario;
    const [first, ...others] = nodes.filter(({ kind }) => kind === "schema-registry");
    for (const node of others) {
      this.#refuse(
        "second-registry",
        `nodes[${nodes.indexOf(node)}]`,
        `${node.name} is a second schema registry beside ${first!.name}; a scenario has one.`,
        "Remove it.",
      );
    }
    nodes.forEach((node, i) => this.#node(node, `nodes[${i}].config`));
    interventions.forEach((each, i) => this.#intervention(each, `interventions[${i}].config`));
    const plan = planSchemas(this.#scenario, []);
    subjects.forEach((_, i) => this.#subject(i, plan));
  }

  #node(node: ScenarioNode, path: string): void {
    const { config, name } = node;
    if (node.kind === "topic") {
      for (const setting of ["valueSubject", "keySubject"]) {
        const id = config[setting];
        if (typeof id !== "string" || id === "" || this.#ids.has(id)) continue;
        this.#refuse(
          "unknown-subject",
          `${path}.${setting}`,
          `${name} names the schema subject "${id}", which is not there.`,
          this.#knownSubjects(),
        );
      }
      return;
    }
    if (node.kind !== "service" && node.kind !== "consumer-group") return;
    const setting = versionSetting(node);
    const used = this.#scenario.subjects.filter(({ id }) => usersOf(this.#scenario, id).includes(node));
    this.#version(config[setting], used, `${path}.${setting}`, name);
    if (node.kind === "consumer-group" && used.length > 0) this.#group(node, path);
  }

  #group(node: ScenarioNode, path: string): void {
    const { wires, nodes } = this.#scenario;
    const { config, name } = node;
    const hasQueue = wires.some(({ kind, from }) => kind === "dead-letters" && from === node.id);
    if (config["deserializationError"] === "dead-letter" && !hasQueue) {
      this.#warn(
        "no-dead-letter-queue",
        `${path}.deserializationError`,
        `What ${name} cannot read is to go to its dead letter queue, but none is wired: it will be tried for ever.`,
        "Wire a dead letter queue to the group, or let it skip such records.",
      );
    }
    const reads = new Set(wires.filter(({ to }) => to === node.id).map(({ from }) => from));
    const hasEnvelope = nodes.some(
      ({ id, config: of }) => reads.has(id) && (of["envelope"] ?? "none") !== "none",
    );
    if (config["upcasters"] === true && !hasEnvelope) {
      this.#warn(
        "upcasters-without-envelope",
        `${path}.upcasters`,
        `${name} has upcasters, but no topic that it reads has an envelope that says a message's version.`,
        "Give the topic an envelope.",
      );
    }
  }

  #version(version: unknown, used: Scenario["subjects"], path: string, who: string): void {
    if (typeof version !== "number" || version === 0 || used.length === 0) return;
    const most = Math.max(...used.map(({ versions }) => versions.length));
    if (version <= most) return;
    const names = used.map(({ name }) => name).join(", ");
    this.#refuse(
      "no-such-version",
      path,
      `${who} uses version ${version}, but ${names} ${used.length === 1 ? "has" : "have"} ${most === 0 ? "no version" : `versions 1 to ${most}`} only.`,
      most === 0 ? "Write a version of the schema." : `Use a version from 1 to ${most}, or 0 for the newest.`,
    );
  }

  #intervention({ kind, config, target }: Scenario["interventions"][number], path: string): void {
    const { subjects, nodes } = this.#scenario;
    if (kind === "deploy") {
      const node = nodes.find(({ id }) => id === target);
      const used = subjects.filter(
        ({ id }) => node !== undefined && usersOf(this.#scenario, id).includes(node),
      );
      this.#version(config["version"], used, `${path}.version`, `The deployment to ${node?.name ?? target}`);
      return;
    }
    if (kind !== "register-schema" && kind !== "set-compatibility") return;
    const id = config["subject"] ?? "";
    if (kind === "set-compatibility" && id === "") return;
    const subject = subjects.find((each) => each.id === id);
    if (subject === undefined) {
      this.#refuse(
        "unknown-subject",
        Object.hasOwn(config, "subject") ? `${path}.subject` : path,
        id === ""
          ? `"${kind}" names no schema subject.`
          : `"${kind}" names the subject "${id}", which is not there.`,
        this.#knownSubjects(),
      );
    } else if (kind === "register-schema")
      this.#version(config["version"] ?? 1, [subject], `${path}.version`, "The registration");
  }

  #subject(index: number, plan: SchemasPlan): void {
    const subject = this.#scenario.subjects[index]!;
    const path = `subjects[${index}]`;
    const format = formatNamed(subject.format);
    if (format === undefined) {
      this.#refuse(
        "unknown-format",
        `${path}.format`,
        `${subject.name} is of the format "${subject.format}", which this version does not know.`,
        "Use avro, protobuf or json.",
      );
      return;
    }
    const profile = registries[plan.profile];
    if (subject.mode !== "" && modeOf(profile, subject.mode) === undefined) {
      this.#refuse(
        "unknown-mode",
        `${path}.mode`,
        `${subject.name} has the compatibility mode "${subject.mode}", which ${profile.title} does not know.`,
        `Use one of ${profile.modes.map(({ name }) => name).join(", ")}, or "" for the registry's default.`,
      );
      return;
    }
    subject.versions.forEach(({ text, references = [] }, j) => {
      const texts = plan.subjects.map((each) => ({ id: each.id, texts: each.texts }));
      const { problems } = format.parse(text, { references: referencesOf(texts, references), isNew: true });
      const error = problems.find(({ severity }) => severity === "error");
      if (error === undefined) return;
      const { line, column } = lineAndColumn(text, error.range.start);
      this.#warn(
        "ill-formed-schema",
        `${path}.versions[${j}].text`,
        `Version ${j + 1} of ${subject.name} is ill-formed at line ${line}, column ${column}: ${error.says}`,
        error.tryThis,
      );
    });
    this.#atStart(index, plan);
  }

  /** What is registered when the run begins was never asked for; what the mode would have said. */
  #atStart(index: number, plan: SchemasPlan): void {
    const subject = this.#scenario.subjects[index]!;
    const at = plan.subjects.findIndex(({ id }) => id === subject.id);
    const mode = subject.mode === "" ? plan.mode : subject.mode;
    const port = schemaPort(plan);
    const registered: number[] = [];
    for (let version = 1; version <= plan.subjects[at]!.atStart; version++) {
      const schema = schemaNumber(plan, at, version);
      const verdict = port.isUsable(schema) ? port.refuses(schema, registered, mode) : null;
      registered.push(schema);
      if (verdict === null) continue;
      const old = verdict.against - plan.subjects[at]!.first + 1;
      const reason =
        verdict.against > 0
          ? (port.reason(schema, verdict.against) ?? port.reason(verdict.against, schema))
          : null;
      this.#warn(
        "refused-at-start",
        `subjects[${index}].versions[${version - 1}]`,
        `Version ${version} of ${subject.name} is registered when the run begins, though ${mode} would refuse it${verdict.against > 0 ? ` after version ${old}` : ""}${reason === null ? "." : `: ${reason.says}`}`,
        reason?.tryThis ?? "Change the version, or the mode of the subject.",
      );
    }
  }

  #knownSubjects(): string {
    const known = this.#scenario.subjects.map(({ id, name }) => `"${id}" (${name})`);
    return known.length === 0
      ? "Add a schema subject first."
      : `Known ones: ${known.slice(0, 20).join(", ")}.`;
  }

  #refuse(code: string, path: string, says: string, tryThis: string): void {
    this.problems.push({ code, path, says, tryThis });
  }

  #warn(code: string, path: string, says: string, tryThis: string): void {
    this.warnings.push({ code, path, says, tryThis });
  }
}
