import { describe, expect, it } from "vitest";
import { FORMAT_NAMES, RULE_SETS } from "#schema/format.ts";
import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import { modeNamed, REFUSAL_CODES, type RegistryProfile } from "#schema/registry-profile.ts";
import { registries } from "./index.ts";

const profiles: readonly [string, RegistryProfile][] = Object.entries(registries);
const incompatible = {
  code: REFUSAL_CODES.incompatible,
  message: "Schema being registered is incompatible",
  details: ["{first}", "{second}"],
  subject: "orders-value",
};

describe.each(profiles)("profile %s", (name, profile) => {
  it("is called as it is registered, knows its initial mode, and has rules for every format", () => {
    expect(profile.name).toBe(name);
    expect(modeNamed(profile, profile.initialMode)).toBeDefined();
    for (const format of FORMAT_NAMES) expect(RULE_SETS).toContain(profile.rules[format]);
  });

  it("has a name for each of the seven modes, in any case", () => {
    expect(new Set(profile.modes.map(({ mode }) => mode))).toEqual(
      new Set(name === "glue" ? [...COMPATIBILITY_MODES, null] : COMPATIBILITY_MODES),
    );
    expect(modeNamed(profile, "full")?.mode).toBe("FULL");
    expect(modeNamed(profile, "__proto__")).toBeUndefined();
  });
});

describe("modes by name", () => {
  it("are _TRANSITIVE at Confluent and Apicurio and _ALL at Glue, which also has DISABLED", () => {
    expect(modeNamed(registries.confluent, "backward_transitive")?.mode).toBe("BACKWARD_TRANSITIVE");
    expect(modeNamed(registries.confluent, "BACKWARD_ALL")).toBeUndefined();
    expect(modeNamed(registries.glue, "BACKWARD_ALL")?.mode).toBe("BACKWARD_TRANSITIVE");
    expect(modeNamed(registries.glue, "DISABLED")?.mode).toBeNull();
  });

  it("start with BACKWARD at Confluent and Glue and with nothing checked at Apicurio", () => {
    expect(profiles.map(([name, { initialMode }]) => `${name} ${initialMode}`)).toEqual([
      "confluent BACKWARD",
      "confluent-8.3 BACKWARD",
      "apicurio NONE",
      "glue BACKWARD",
    ]);
  });
});

describe("an incompatible schema", () => {
  it("is a 409 with 40901 and all details at Confluent", () => {
    expect(registries.confluent.refuse(incompatible)).toEqual({
      status: 409,
      body: {
        error_code: 40901,
        message:
          'Schema being registered is incompatible with an earlier schema for subject "orders-value", details: [{first}, {second}]',
      },
    });
  });

  it("is a 409 with causes at Apicurio, and a version with status FAILURE and no reason at Glue", () => {
    expect(registries.apicurio.refuse(incompatible)).toMatchObject({
      status: 409,
      body: {
        name: "RuleViolationException",
        causes: [{ description: "{first}" }, { description: "{second}" }],
      },
    });
    expect(registries.glue.refuse(incompatible)).toEqual({ status: null, body: { Status: "FAILURE" } });
  });
});

describe("other refusals", () => {
  it("carry Confluent's code and the status that it begins with", () => {
    const refusal = {
      code: REFUSAL_CODES.subjectNotFound,
      message: "Subject 'x' not found.",
      details: [],
      subject: "x",
    };
    expect(registries["confluent-8.3"].refuse(refusal)).toEqual({
      status: 404,
      body: { error_code: 40401, message: "Subject 'x' not found." },
    });
    expect(registries.glue.refuse(refusal).body["__type"]).toBe("EntityNotFoundException");
    expect(registries.apicurio.refuse(refusal).status).toBe(404);
  });
});
