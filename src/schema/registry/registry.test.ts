import { describe, expect, it } from "vitest";
import { toy } from "#schema/toy.fixture.ts";
import { ask } from "./index.ts";
import { judgeOf, type Decision, type Judge } from "#schema/registry-judge.ts";
import { content, ToyRegistry } from "./registry.fixture.ts";

describe("registration", () => {
  it("refuses what is no schema first of all, with 42201", () => {
    const registry = new ToyRegistry();
    registry.ask({ kind: "set-write-mode", scope: "", mode: "READONLY" });
    expect(registry.register("orders-value", "a!")).toBe("42201 Invalid schema: A name has no !.");
  });

  it("answers the version that is there already, also where nothing may be written", () => {
    const registry = new ToyRegistry();
    expect(registry.register("orders-value", "a")).toBe("v1 id 1");
    expect(registry.register("orders-value", "a b?")).toBe("v2 id 2");
    registry.ask({ kind: "set-write-mode", scope: "", mode: "READONLY" });
    expect(registry.register("orders-value", "a")).toBe("v1 id 1");
    expect(registry.register("orders-value", "a c?")).toBe("42205 Subject orders-value is in read-only mode");
  });

  it("gives the same content the same id in every subject, so an id tells nothing about order", () => {
    const registry = new ToyRegistry();
    registry.register("orders-value", "a");
    registry.register("orders-value", "a b?");
    expect(registry.register("refunds-value", "a b?")).toBe("v1 id 2");
    expect(registry.register("refunds-value", "a")).toBe("v2 id 1");
    expect(registry.register("refunds-value", "a c?")).toBe("v3 id 3");
  });

  it("counts ids in each context by itself", () => {
    const registry = new ToyRegistry();
    registry.register("orders-value", "a");
    expect(registry.register(":.shop:orders-value", "b")).toBe("v1 id 1");
    expect(registry.register(":.shop:refunds-value", "a")).toBe("v1 id 2");
    expect(registry.ask({ kind: "schema-by-id", id: 1, context: ".shop" })).toBe("b");
    expect(registry.ask({ kind: "schema-by-id", id: 1 })).toBe("a");
  });

  it("takes references and metadata for a part of the content", () => {
    const registry = new ToyRegistry();
    registry.register("money", "amount");
    const references = [{ name: "Money", subject: "money", version: 1 }];
    expect(registry.register("orders-value", "a")).toBe("v1 id 2");
    expect(registry.register("orders-value", "a", { references })).toBe("v2 id 3");
    expect(registry.register("orders-value", "a", { properties: [["owner", "shop"]] })).toBe("v3 id 4");
  });

  it("never checks the first version", () => {
    const registry = new ToyRegistry();
    registry.ask({ kind: "set-compatibility", scope: "", mode: "FULL_TRANSITIVE" });
    expect(registry.register("orders-value", "a b c")).toBe("v1 id 1");
  });

  it("refuses an incompatible version with 40901 and a 409, and stores nothing", () => {
    const registry = new ToyRegistry();
    registry.register("orders-value", "a");
    const before = registry.state;
    const response = ask(
      registry.state,
      { kind: "register", subject: "orders-value", content: content("a b") },
      registry.judge,
    );
    expect(response).toMatchObject({
      ok: false,
      answer: {
        status: 409,
        body: {
          error_code: 40901,
          message:
            'Schema being registered is incompatible with an earlier schema for subject "orders-value", details: [' +
            `{errorType:"MISSING", description:"b (path '/b')"}, ` +
            "{oldSchemaVersion: 1}, {oldSchema: 'a'}, {validateFields: 'false', compatibility: 'BACKWARD'}]",
        },
      },
    });
    expect(response.state).toBe(before);
  });

  it("names the newest version that fails and no other, as Confluent's registry does; Apicurio names all", () => {
    const messages = (profile: "confluent" | "apicurio"): string => {
      const registry = new ToyRegistry(profile);
      registry.ask({ kind: "set-compatibility", scope: "", mode: "FORWARD_TRANSITIVE" });
      registry.register("s", "a");
      registry.register("s", "a b");
      return registry.ask({ kind: "test-compatibility", subject: "s", content: content("c") });
    };
    const missing = (name: string) => `{errorType:"MISSING", description:"${name} (path '/${name}')"}`;
    expect(messages("confluent").split("; ")).toEqual([
      missing("a"),
      missing("b"),
      "{oldSchemaVersion: 2}",
      "{oldSchema: 'a b'}",
      "{validateFields: 'false', compatibility: 'FORWARD_TRANSITIVE'}",
    ]);
    expect(messages("apicurio").split("; ")).toEqual([missing("a"), missing("b"), missing("a")]);
  });

  it("refuses another format in a subject, except under NONE", () => {
    const registry = new ToyRegistry();
    registry.register("orders-value", "a");
    expect(
      registry.ask({
        kind: "test-compatibility",
        subject: "orders-value",
        content: content("a", { format: "json" }),
      }),
    ).toBe("Incompatible because of different schema type");
    expect(registry.register("orders-value", "a", { format: "json" }).slice(0, 5)).toBe("40901");
    registry.ask({ kind: "set-compatibility", scope: "orders-value", mode: "NONE" });
    expect(registry.register("orders-value", "a", { format: "json" })).toBe("v2 id 2");
  });

  it("refuses a subject without a name with 42208", () => {
    expect(new ToyRegistry().code({ kind: "register", subject: " ", content: content("a") })).toBe(42208);
  });

  it("takes names of every kind", () => {
    const registry = new ToyRegistry();
    expect(registry.register("__proto__", "constructor")).toBe("v1 id 1");
    expect(registry.ask({ kind: "set-compatibility", scope: "__proto__", mode: "NONE" })).toBe(
      '{"compatibility":"NONE"}',
    );
    expect(registry.register("constructor", "__proto__")).toBe("v1 id 2");
    expect(registry.ask({ kind: "subjects" })).toBe("__proto__ constructor");
  });

  it("is a state of plain data that can be cloned and written as JSON", () => {
    const registry = new ToyRegistry();
    registry.register("orders-value", "a");
    registry.ask({ kind: "set-compatibility", scope: "orders-value", mode: "FULL" });
    expect(structuredClone(registry.state)).toEqual(registry.state);
    expect(JSON.parse(JSON.stringify(registry.state))).toEqual(registry.state);
  });
});

describe("compatibility in force", () => {
  /** A judge that notes what it is asked. */
  function noting(): { judge: Judge; asked: Decision[] } {
    const asked: Decision[] = [];
    const judge = judgeOf({ avro: toy, protobuf: toy, json: toy });
    return { asked, judge: { ...judge, incompatibilities: (decision) => (asked.push(decision), []) } };
  }

  it("is the subject's, else the context's, else the global one, else BACKWARD", () => {
    const { judge, asked } = noting();
    const registry = new ToyRegistry("confluent", judge);
    const subject = ":.shop:orders-value";
    registry.register(subject, "a");
    registry.register(subject, "b");
    registry.ask({ kind: "set-compatibility", scope: "", mode: "FORWARD" });
    registry.register(subject, "c");
    registry.ask({ kind: "set-compatibility", scope: ":.shop:", mode: "full" });
    registry.register(subject, "d");
    registry.ask({
      kind: "set-compatibility",
      scope: subject,
      mode: "FULL_TRANSITIVE",
      more: { policy: "LENIENT" },
    });
    registry.register(subject, "e");
    expect(asked.map(({ mode, policy }) => `${mode} ${policy}`)).toEqual([
      "BACKWARD STRICT",
      "FORWARD STRICT",
      "FULL STRICT",
      "FULL_TRANSITIVE LENIENT",
    ]);
    expect(asked.at(-1)?.versions.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it("asks nobody under NONE", () => {
    const { judge, asked } = noting();
    const registry = new ToyRegistry("confluent", judge);
    registry.ask({ kind: "set-compatibility", scope: "", mode: "NONE" });
    registry.register("s", "a");
    registry.register("s", "b");
    expect(asked).toEqual([]);
  });

  it("compares versions of one compatibility group only; those without the property are one too", () => {
    const { judge, asked } = noting();
    const registry = new ToyRegistry("confluent", judge);
    registry.ask({
      kind: "set-compatibility",
      scope: "",
      mode: "BACKWARD_TRANSITIVE",
      more: { compatibilityGroup: "major" },
    });
    const major = (value: string) => ({ properties: [["major", value]] as const });
    registry.register("s", "a", major("1"));
    registry.register("s", "b", major("1"));
    registry.register("s", "c", major("2"));
    registry.register("s", "d");
    registry.register("s", "e", major("2"));
    registry.register("s", "f");
    expect(asked.map(({ versions }) => versions.map(({ version }) => version))).toEqual([[1], [3], [4]]);
  });

  it("is told for a subject only where it has one of its own (40408), and can be taken away", () => {
    const registry = new ToyRegistry();
    expect(registry.code({ kind: "compatibility", subject: "s" })).toBe(40408);
    expect(registry.code({ kind: "set-compatibility", scope: "s", mode: null })).toBe(40408);
    registry.ask({ kind: "set-compatibility", scope: "s", mode: "FULL" });
    expect(registry.ask({ kind: "compatibility", subject: "s" })).toBe("FULL");
    registry.ask({ kind: "set-compatibility", scope: "s", mode: null });
    expect(registry.code({ kind: "compatibility", subject: "s" })).toBe(40408);
  });

  it("refuses a level of another registry with 42203", () => {
    expect(new ToyRegistry().code({ kind: "set-compatibility", scope: "", mode: "BACKWARD_ALL" })).toBe(
      42203,
    );
    expect(
      new ToyRegistry("glue").code({ kind: "set-compatibility", scope: "", mode: "FULL_TRANSITIVE" }),
    ).toBe(42203);
  });
});

describe("write modes", () => {
  it("are READWRITE, READONLY and IMPORT, else 42204; taking one away that is not set is 40409", () => {
    const registry = new ToyRegistry();
    expect(registry.code({ kind: "set-write-mode", scope: "", mode: "WRITEONLY" })).toBe(42204);
    expect(registry.code({ kind: "set-write-mode", scope: "s", mode: null })).toBe(40409);
    registry.ask({ kind: "set-write-mode", scope: "s", mode: "readonly" });
    expect(registry.register("s", "a").slice(0, 5)).toBe("42205");
    expect(registry.register("t", "a")).toBe("v1 id 1");
    registry.ask({ kind: "set-write-mode", scope: "s", mode: null });
    expect(registry.register("s", "a")).toBe("v1 id 1");
  });

  it("take ids with IMPORT only, and then check nothing", () => {
    const registry = new ToyRegistry();
    const imported = (id: number, text: string, version: number) =>
      registry.ask({ kind: "register", subject: "s", content: content(text), id, version });
    expect(imported(7, "a", 1)).toBe("42205 Subject s is not in import mode");
    registry.ask({ kind: "set-write-mode", scope: "s", mode: "IMPORT" });
    expect(imported(7, "a", 3)).toBe("v3 id 7");
    expect(imported(9, "x y z", 4)).toBe("v4 id 9");
    expect(registry.register("s", "q")).toBe("42205 Subject s is not in read-write mode");
    expect(imported(9, "other", 5)).toBe("42205 Overwrite new schema with id 9 is not permitted.");
    expect(imported(8, "a", 5)).toBe("42207 Schema already registered with id 7 instead of input id 8");
    registry.ask({ kind: "set-write-mode", scope: "s", mode: "READWRITE" });
    expect(registry.register("s", "x y z w?")).toBe("v5 id 10");
  });

  it("take IMPORT only where nothing is yet, unless forced", () => {
    const registry = new ToyRegistry();
    registry.register("s", "a");
    expect(registry.code({ kind: "set-write-mode", scope: "s", mode: "IMPORT" })).toBe(42205);
    expect(registry.code({ kind: "set-write-mode", scope: "", mode: "IMPORT" })).toBe(42205);
    expect(registry.ask({ kind: "set-write-mode", scope: "s", mode: "IMPORT", isForced: true })).toContain(
      "IMPORT",
    );
  });
});

describe("normalising", () => {
  it("makes texts that differ without meaning one version, if asked or configured", () => {
    const registry = new ToyRegistry();
    registry.register("s", "a b");
    expect(registry.register("s", "b a")).toBe("v2 id 2");
    expect(registry.ask({ kind: "register", subject: "s", content: content("b  a"), normalise: true })).toBe(
      "v1 id 1",
    );
    registry.ask({ kind: "set-compatibility", scope: "s", mode: "NONE", more: { normalise: true } });
    expect(registry.register("s", "c b a")).toBe("v3 id 3");
    expect(registry.ask({ kind: "schema-by-id", id: 3 })).toBe("a b c");
    expect(registry.register("s", "b c a")).toBe("v3 id 3");
  });

  it("is not needed for white space of JSON texts, but for that of .proto files", () => {
    const judge: Judge = {
      parse: ({ content: { text } }) => ({ ok: true, normal: text }),
      incompatibilities: () => [],
    };
    const registry = new ToyRegistry("confluent", judge);
    registry.register("s", '{"type": "string", "doc": "a  b"}');
    expect(registry.register("s", '{ "type":"string",\n"doc":"a  b" }')).toBe("v1 id 1");
    expect(registry.register("s", '{"type": "string", "doc": "a b"}')).toBe("v2 id 2");
    registry.register("p", "message A {}", { format: "protobuf" });
    expect(registry.register("p", "message  A {}", { format: "protobuf" })).toBe("v2 id 4");
  });
});
