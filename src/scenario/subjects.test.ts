import { describe, expect, it } from "vitest";
import { admit } from "./admit.ts";
import { fileText } from "./canonical.ts";
import { clipOf, clipText, insertClip, readClip, type Clip } from "./clip.ts";
import { emptyScenario, type Scenario } from "./document.ts";
import { addIntervention, addNode } from "./edits.ts";
import { applyPatch, diff, patchJson } from "./patch.ts";
import {
  addSubject,
  addVersion,
  changeVersionText,
  removeSubject,
  removeVersion,
  renameSubject,
  setReferences,
  setSubjectMode,
  subjectOf,
} from "./subjects.ts";

/** A topic whose values have a schema of two versions, which refers to another schema. */
function shop(): Scenario {
  let s = addSubject(emptyScenario("Shop"), {
    id: "money",
    name: "money",
    format: "avro",
    mode: "",
    versions: [{ text: '"long"' }, { text: '"double"' }],
  });
  s = addSubject(s, { id: "orders", name: "orders-value", format: "avro", mode: "", versions: [] });
  s = addVersion(addVersion(s, "orders", "v1"), "orders", "v2");
  s = setReferences(s, "orders", 2, [{ name: "shop.Money", subject: "money", version: 2 }]);
  s = addNode(s, { id: "topic-1", kind: "topic", name: "orders", config: { valueSubject: "orders" } });
  return addIntervention(s, {
    id: "i-1",
    atMs: 5,
    kind: "register-schema",
    target: "topic-1",
    config: { subject: "orders", version: 2 },
  });
}

const textsOf = (s: Scenario, id: string) => subjectOf(s, id)?.versions.map(({ text }) => text);

describe("edits of subjects", () => {
  it("number names that are taken, and change nothing where nothing changes", () => {
    const s = shop();
    const other = addSubject(s, { id: "o", name: "orders-value", format: "json", mode: "", versions: [] });
    expect(subjectOf(other, "o")?.name).toBe("orders-value-2");
    expect(subjectOf(renameSubject(s, "orders", "money"), "orders")?.name).toBe("money-2");
    for (const same of [
      renameSubject(s, "orders", "orders-value"),
      renameSubject(s, "orders", " "),
      setSubjectMode(s, "orders", ""),
      changeVersionText(s, "orders", 1, "v1"),
      changeVersionText(s, "orders", 3, "v3"),
      addVersion(s, "nobody", "v1"),
      removeVersion(s, "orders", 3),
      removeSubject(s, "nobody"),
      setReferences(s, "orders", 1, []),
    ]) {
      expect(same).toBe(s);
    }
  });

  it("keep a text however ill-formed, without characters that do not show, and cut what is too long", () => {
    const s = changeVersionText(shop(), "orders", 1, "{\r\n  oops\u0000\u202e");
    expect(textsOf(s, "orders")).toEqual(["{\n  oops", "v2"]);
    const long = changeVersionText(s, "orders", 1, "x".repeat(300_000));
    expect(textsOf(long, "orders")?.[0]?.length).toBe(262_144);
  });

  it("give a new version the references of the last one", () => {
    const s = addVersion(shop(), "orders", "v3");
    expect(subjectOf(s, "orders")?.versions[2]).toEqual({
      text: "v3",
      references: [{ name: "shop.Money", subject: "money", version: 2 }],
    });
  });

  it("take with a subject the settings, interventions and references that name it", () => {
    const s = removeSubject(shop(), "orders");
    expect(s.nodes[0]?.config).toEqual({});
    expect(s.interventions).toEqual([]);
    expect(subjectOf(removeSubject(shop(), "money"), "orders")?.versions[1]).toEqual({ text: "v2" });
  });

  it("move later versions up when one goes, and what names them along", () => {
    const first = removeVersion(removeVersion(shop(), "orders", 1), "money", 1);
    expect(textsOf(first, "orders")).toEqual(["v2"]);
    expect(first.interventions[0]?.config).toEqual({ subject: "orders", version: 1 });
    expect(subjectOf(first, "orders")?.versions[0]?.references).toEqual([
      { name: "shop.Money", subject: "money", version: 1 },
    ]);
    const last = removeVersion(shop(), "orders", 2);
    expect(last.interventions).toEqual([]);
  });
});

describe("subjects in a document", () => {
  it("are read back from a file as they were, also with a format and a mode that nobody knows", () => {
    const s = setSubjectMode(shop(), "money", "SIDEWAYS");
    const strange: Scenario = { ...s, subjects: s.subjects.map((each) => ({ ...each, format: "thrift" })) };
    for (const each of [s, strange]) {
      expect(admit(fileText(each))).toEqual({ ok: true, value: each, warnings: [] });
    }
  });

  it("have ids and names of their own; two of the same are told apart, and it is said", () => {
    const s = shop();
    const twice = { ...s, subjects: [...s.subjects, ...s.subjects] };
    const read = admit(fileText(twice));
    if (!read.ok) throw new Error("not read");
    expect(read.value.subjects.map(({ id, name }) => `${id} ${name}`)).toEqual([
      "money money",
      "orders orders-value",
      "money-2 money-2",
      "orders-2 orders-value-2",
    ]);
    expect(read.warnings.map(({ path }) => path)).toEqual([
      "subjects[2].id",
      "subjects[3].id",
      "subjects[2].name",
      "subjects[3].name",
    ]);
  });

  it("are refused at their place where a text, a number or a count is none that a document may hold", () => {
    const subject = {
      id: "a",
      name: "a",
      format: "avro",
      versions: [{ text: 1 }, { text: "x".repeat(262_145) }],
    };
    const many = {
      id: "b",
      name: "b",
      format: "avro",
      versions: Array.from({ length: 201 }, () => ({ text: "" })),
    };
    const wrong = [{ name: "m", subject: "a", version: 0 }];
    const c = { id: "c", name: "c", format: "avro", versions: [{ text: "", references: wrong }] };
    const read = admit(JSON.stringify({ format: "eventyard/1", nodes: [], subjects: [subject, many, c] }));
    expect(read.ok ? [] : read.problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "not-a-text subjects[0].versions[0].text",
      "too-long subjects[0].versions[1].text",
      "too-many subjects[1].versions",
      "out-of-range subjects[2].versions[0].references[0].version",
    ]);
  });

  it("come to the journal of a document that was kept before there were any", () => {
    const before = emptyScenario("Old");
    const after = addSubject(before, { id: "a", name: "a", format: "avro", mode: "", versions: [] });
    const patch = diff(before, after);
    const { subjects: _, ...old } = before;
    expect(patchJson(old, patch)).toEqual(after);
    expect(applyPatch(before, patch)).toMatchObject({ ok: true, value: after });
  });
});

describe("a copied topic", () => {
  const read = (text: string): Clip => {
    const result = readClip(text);
    if (result === null || !result.ok) throw new Error("not read");
    return result.value;
  };

  it("shares its schema within the document", () => {
    const s = shop();
    const { scenario } = insertClip(s, read(clipText(clipOf(s, ["topic-1"]))), { x: 0, y: 0 });
    expect(scenario.subjects).toEqual(s.subjects);
    expect(scenario.nodes[1]?.config).toEqual({ valueSubject: "orders" });
  });

  it("brings its schema and what that refers to into another one, beside others of the same id and name", () => {
    const clip = read(clipText(clipOf(shop(), ["topic-1"])));
    const other = addSubject(emptyScenario("Other"), {
      id: "orders",
      name: "orders-value",
      format: "json",
      mode: "",
      versions: [{ text: "true" }],
    });
    const { scenario } = insertClip(other, clip, { x: 0, y: 0 });
    expect(scenario.subjects.map(({ id, name }) => `${id} ${name}`)).toEqual([
      "orders orders-value",
      "subject-1 money",
      "subject-2 orders-value-2",
    ]);
    expect(scenario.nodes[0]?.config).toEqual({ valueSubject: "subject-2" });
    expect(scenario.subjects[2]?.versions[1]?.references?.[0]?.subject).toBe("subject-1");
    expect(admit(fileText(scenario))).toMatchObject({ ok: true, warnings: [] });
  });
});
