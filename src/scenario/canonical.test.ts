import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, documentText, fileText } from "./canonical.ts";
import { emptyScenario } from "./document.ts";
import { addNode } from "./edits.ts";

describe("canonical JSON", () => {
  it("sorts keys at every depth, integer-like ones too, and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [{ z: 1, a: -0 }], a: undefined, 10: 1, 9: 2 })).toBe(
      '{"10":1,"9":2,"b":[{"a":0,"z":1}]}',
    );
  });

  it("refuses what JSON cannot say", () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(/finite/);
  });

  it("reads back as the same value, and does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        const back: unknown = JSON.parse(text);
        expect(canonicalJson(back)).toBe(text);
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("the text of a file", () => {
  it("puts first what people look for and reads back the same", () => {
    const s = addNode(emptyScenario("A"), {
      id: "t",
      kind: "topic",
      name: "orders",
      config: { partitions: 4 },
      position: { x: 1, y: 2 },
    });
    const text = fileText(s);
    expect(text.startsWith('{\n  "format": "eventyard/1",\n  "name": "A"')).toBe(true);
    expect(text).toContain('"position": { "x": 1, "y": 2 }');
    const { frames: _, subjects: _none, invariants: _neither, ...written } = s;
    expect(JSON.parse(text)).toEqual(written);
  });

  it("is byte for byte as before frames came, where a document has none", () => {
    const s = emptyScenario("A");
    expect(fileText(s)).not.toContain("frames");
    expect(documentText(s)).not.toContain("frames");
    const frame = { id: "f", name: "F", position: { x: 0, y: 0 }, size: { width: 40, height: 40 } };
    expect(fileText({ ...s, frames: [frame] })).toContain('"size": { "height": 40, "width": 40 }');
    expect(documentText({ ...s, frames: [frame] })).toContain('"frames":[{');
  });

  it("is byte for byte as before schemas came, where a document has none", () => {
    const s = emptyScenario("A");
    expect(fileText(s)).not.toContain("subjects");
    expect(documentText(s)).not.toContain("subjects");
    const subject = {
      id: "s",
      name: "orders-value",
      format: "avro",
      mode: "",
      versions: [{ text: '"int"' }],
    };
    expect(documentText({ ...s, subjects: [subject] })).toContain('"versions":[{"text":"\\"int\\""}]');
  });
});
