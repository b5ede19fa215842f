import { describe, expect, it } from "vitest";
import { emptyScenario, type Config, type Scenario, type SchemaSubject } from "#scenario/document.ts";
import { modeOf, registryOf, subjectInput } from "./schema-registry.ts";

const subject = (id: string, ...versions: SchemaSubject["versions"]): SchemaSubject => ({
  id,
  name: id,
  format: "avro",
  mode: "",
  versions,
});

function withRegistry(config: Config | null, ...subjects: readonly SchemaSubject[]): Scenario {
  const node = { id: "r", kind: "schema-registry", name: "r", config: config ?? {} };
  return { ...emptyScenario(), nodes: config === null ? [] : [node], subjects };
}

describe("the scenario's registry", () => {
  it("is Confluent's with BACKWARD where none is drawn", () => {
    const { profile, mode, policy } = registryOf(withRegistry(null));
    expect([profile.name, mode.name, policy]).toEqual(["confluent", "BACKWARD", "STRICT"]);
  });

  it("calls the modes as its profile does", () => {
    const { mode } = registryOf(withRegistry({ profile: "glue", mode: "FULL_TRANSITIVE" }));
    expect(mode).toEqual({ name: "FULL_ALL", mode: "FULL_TRANSITIVE" });
  });

  it("has the policy LENIENT with Confluent only", () => {
    expect(registryOf(withRegistry({ policy: "LENIENT" })).policy).toBe("LENIENT");
    expect(registryOf(withRegistry({ profile: "apicurio", policy: "LENIENT" })).policy).toBe("STRICT");
  });

  it("lets a subject have a mode of its own, and takes one that it does not know for none", () => {
    const registry = registryOf(withRegistry({ mode: "FULL" }));
    expect(modeOf(registry, { ...subject("a"), mode: "FORWARD" })).toMatchObject({
      mode: "FORWARD",
      isDefault: false,
    });
    expect(modeOf(registry, { ...subject("a"), mode: "__proto__" })).toMatchObject({
      mode: "FULL",
      isDefault: true,
    });
  });

  it("stands on its feet with settings that mean nothing", () => {
    const { profile, mode } = registryOf(withRegistry({ profile: "constructor", mode: 7 }));
    expect([profile.name, mode.name]).toEqual(["confluent", "BACKWARD"]);
  });
});

describe("a subject as the worker is asked about it", () => {
  it("brings the texts that it refers to, also by way of others, each once, in circles too", () => {
    const a = subject("a", { text: "A", references: [{ name: "b", subject: "b", version: 1 }] });
    const b = subject("b", { text: "B", references: [{ name: "c", subject: "c", version: 1 }] });
    const c = subject("c", { text: "C", references: [{ name: "b", subject: "b", version: 1 }] });
    expect(subjectInput(withRegistry(null, a, b, c), a)?.versions[0]?.references).toEqual([
      ["b", "B"],
      ["c", "C"],
    ]);
  });

  it("is the same while the document is", () => {
    const a = subject("a", { text: "A" });
    const scenario = withRegistry(null, a);
    expect(subjectInput({ ...scenario, seed: "8" }, a)).toBe(subjectInput(scenario, a));
    expect(subjectInput(withRegistry({ mode: "FULL" }, a), a)?.mode).toBe("FULL");
  });

  it("is nothing for a format that nobody knows", () => {
    const a = { ...subject("a"), format: "thrift" };
    expect(subjectInput(withRegistry(null, a), a)).toBeNull();
  });
});
