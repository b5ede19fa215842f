import { describe, expect, it } from "vitest";
import type { SchemaFormat } from "#schema/format.ts";
import { toy } from "#schema/toy.fixture.ts";
import { UsageError } from "./command.ts";
import { compatOf } from "./commands/compat.ts";
import type { Io } from "./io.ts";

const files: Readonly<Record<string, string | Uint8Array>> = {
  "v1.toy": "a",
  "v2.toy": "a b?",
  "v3.toy": "a\n  total",
  "broken.toy": "a\nb! c",
  "latin1.toy": new Uint8Array([0x61, 0x20, 0xe9, 0x20]),
  "huge.toy": "a ".repeat(200_000),
};

/** Calls the command with the toy format under every name, on files in memory. */
async function compat(line: string, format: SchemaFormat = toy) {
  let out = "";
  let err = "";
  const io: Io = {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    read: (path, bytesMax) => {
      const content = files[path];
      if (content === undefined) throw new Error("there is no such file");
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      return bytes.subarray(0, bytesMax + 1);
    },
    write: () => undefined,
    nowMs: () => 0,
  };
  const command = compatOf({ avro: format, protobuf: format, json: format });
  const code = await command.run(line.split(" "), io);
  return { code, out, err };
}

describe("eventyard compat", () => {
  it("ends with 0 where the new version may follow the old ones", async () => {
    const { code, out } = await compat("--format avro --mode BACKWARD v1.toy v2.toy");
    expect(code).toBe(0);
    expect(out).toBe(
      "v2.toy is compatible under BACKWARD of Confluent Schema Registry (after 8.3.1); checked against v1.toy.\n",
    );
  });

  it("ends with 1 and says where, what, for whom and how to mend it", async () => {
    const { code, out } = await compat("--format avro --mode backward v2.toy v3.toy");
    expect(code).toBe(1);
    expect(out.split("\n")).toEqual([
      'v3.toy:2:3: Field "total" has no default. [MISSING]',
      "  Consumers on v3.toy cannot read what is written with v2.toy.",
      "  Fix: Give it a default.",
      "v3.toy is NOT compatible under BACKWARD of Confluent Schema Registry (after 8.3.1); checked against v2.toy. 1 difference breaks.",
      "",
    ]);
  });

  it("prints one JSON object with every issue at its place", async () => {
    const { code, out } = await compat(
      "--format json --mode BACKWARD_TRANSITIVE --json v1.toy v2.toy v3.toy",
    );
    expect(code).toBe(1);
    const answer = JSON.parse(out) as { issues: Record<string, unknown>[] };
    expect(answer).toMatchObject({
      compatible: false,
      format: "avro",
      mode: "BACKWARD_TRANSITIVE",
      checkedAgainst: ["v2.toy", "v1.toy"],
      warnings: [],
    });
    expect(answer.issues).toHaveLength(2);
    expect(answer.issues[0]).toMatchObject({
      code: "MISSING",
      path: "total",
      message: 'Field "total" has no default.',
      readerFile: "v3.toy",
      writerFile: "v2.toy",
      line: 2,
      column: 3,
      fix: "Give it a default.",
      counterExample: null,
    });
  });

  it("shows a record that proves an issue, with its bytes", async () => {
    const example = {
      value: { a: 1 },
      bytes: new Uint8Array([2, 255]),
      decoded: { steps: [], outcome: { kind: "same" }, value: {} },
      says: '{"a": 1} has no total.',
    } as const;
    const format: SchemaFormat = {
      ...toy,
      loadCodec: async () => ({ ...(await toy.loadCodec()), counterExample: () => example }),
    };
    const { out } = await compat("--format avro --mode BACKWARD --json v1.toy v3.toy", format);
    expect(JSON.parse(out)).toMatchObject({
      issues: [{ counterExample: { record: { a: 1 }, bytes: "02 ff", says: '{"a": 1} has no total.' } }],
    });
    expect((await compat("--format avro --mode BACKWARD v1.toy v3.toy", format)).out).toContain(
      '  For example: {"a": 1} has no total.\n',
    );
  });

  it("points into the new file under FORWARD too, and proves it with a record of the new version", async () => {
    const asked: unknown[] = [];
    const format: SchemaFormat = {
      ...toy,
      loadCodec: async () => ({
        ...(await toy.loadCodec()),
        counterExample: (reader, writer) => {
          asked.push(reader, writer);
          return null;
        },
      }),
    };
    const { out } = await compat("--format avro --mode FORWARD --json v3.toy v1.toy", format);
    expect(JSON.parse(out)).toMatchObject({
      issues: [
        { readerFile: "v3.toy", writerFile: "v1.toy", file: "v1.toy", line: 1, column: 1, path: "/total" },
      ],
    });
    expect(asked).toMatchObject([{ text: "a\n  total" }, { text: "a" }]);
  });

  it.each([
    ["cannot be loaded", () => Promise.reject(new Error("no codec"))],
    [
      "fails on the schema",
      async () => ({
        ...(await toy.loadCodec()),
        counterExample: () => {
          throw new Error("odd schema");
        },
      }),
    ],
  ] as const)("keeps its verdict where the codec that would prove it %s", async (_, loadCodec) => {
    const { code, out } = await compat("--format avro --mode BACKWARD --json v1.toy v3.toy", {
      ...toy,
      loadCodec,
    });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ issues: [{ code: "MISSING", counterExample: null }] });
  });

  it("warns of what is accepted but changes data, and still ends with 0", async () => {
    const format: SchemaFormat = {
      ...toy,
      compare: (...args) =>
        toy.compare(...args).map((found) => ({ ...found, breaks: false, dataEffect: "Totals are lost." })),
    };
    const { code, out } = await compat("--format avro --mode BACKWARD v1.toy v3.toy", format);
    expect(code).toBe(0);
    expect(out).toContain("v3.toy:2:3: warning: Totals are lost. [MISSING]");
    const json = await compat("--format avro --mode BACKWARD --json v1.toy v3.toy", format);
    expect(JSON.parse(json.out)).toMatchObject({
      compatible: true,
      issues: [],
      warnings: [{ code: "MISSING" }],
    });
  });

  it("takes a first version that is well-formed, in every mode", async () => {
    expect((await compat("--format avro --mode FULL_TRANSITIVE v1.toy")).code).toBe(0);
    expect((await compat("--format avro --mode DISABLED --profile glue v1.toy")).code).toBe(0);
  });

  it("parses the old versions as stored ones and the new one as at registration", async () => {
    const isNew: boolean[] = [];
    const format: SchemaFormat = {
      ...toy,
      parse: (text, options) => {
        isNew.push(options.isNew);
        return toy.parse(text, options);
      },
    };
    await compat("--format avro --mode NONE v1.toy v2.toy v3.toy", format);
    expect(isNew).toEqual([false, false, true]);
  });

  it("hands over referenced schemas by their names", async () => {
    let references: ReadonlyMap<string, string> | undefined;
    const format: SchemaFormat = {
      ...toy,
      parse: (text, options) => {
        references = options.references;
        return toy.parse(text, options);
      },
    };
    await compat(
      "--format avro --mode NONE --reference shop.Money=v1.toy --reference common.proto=v2.toy v3.toy",
      format,
    );
    expect([...(references ?? [])]).toEqual([
      ["shop.Money", "a"],
      ["common.proto", "a b?"],
    ]);
    expect((await compat("--format avro --mode NONE --reference nonsense v3.toy")).code).toBe(2);
    expect((await compat("--format avro --mode NONE --reference a=nowhere v3.toy")).err).toContain(
      "cannot be read",
    );
  });

  it("asks the profile and the policy whose rules judge", async () => {
    const asked: unknown[] = [];
    const format: SchemaFormat = {
      ...toy,
      compare: (_reader, _writer, options) => (asked.push(options), []),
    };
    await compat("--format json --mode FORWARD_ALL --profile glue v1.toy v2.toy", format);
    await compat(
      "--format json --mode forward --profile confluent-8.3 --policy lenient v1.toy v2.toy",
      format,
    );
    expect(asked).toEqual([
      { rules: "glue", policy: "STRICT" },
      { rules: "confluent-8.3", policy: "LENIENT" },
    ]);
  });

  it("refuses every new version under Glue's DISABLED", async () => {
    const { code, out } = await compat("--format avro --mode DISABLED --profile glue v1.toy v2.toy");
    expect(code).toBe(1);
    expect(out).toContain("[DISABLED]");
  });
});

describe("eventyard compat ends with 2", () => {
  it("for files that are missing, ill-formed, not UTF-8 or too large, and tells all of them at their places", async () => {
    const { code, err } = await compat(
      "--format avro --mode BACKWARD nowhere.toy broken.toy latin1.toy huge.toy",
    );
    expect(code).toBe(2);
    expect(err).toContain("4 problems");
    expect(err).toContain("nowhere.toy: it cannot be read: there is no such file.");
    expect(err).toContain("broken.toy:2:2: A name has no !.");
    expect(err).toContain("latin1.toy: it is not UTF-8 at or just before byte 4.");
    expect(err).toContain("huge.toy: it is larger than 256 kB.");
  });

  it("with the problems as JSON, if asked", async () => {
    const { code, out } = await compat("--format avro --mode BACKWARD --json v1.toy broken.toy");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      problems: [{ code: "bang", file: "broken.toy", line: 2, column: 2 }],
    });
  });

  it.each([
    ["--mode FULL v1.toy", "--format is missing, must be one of avro, protobuf, json"],
    ["--format xml --mode FULL v1.toy", '--format is "xml"'],
    ["--format avro v1.toy", "--mode is missing"],
    ["--format avro --mode BACKWARD_ALL v1.toy", '--mode is "BACKWARD_ALL"'],
    ["--format avro --mode FULL_TRANSITIVE --profile glue v1.toy", "FULL_ALL with the profile glue"],
    ["--format avro --mode FULL --profile constructor v1.toy", '--profile is "constructor"'],
    ["--format avro --mode FULL --policy loose v1.toy", "strict, lenient"],
    ["--format avro --mode FULL", "OLD... NEW is missing."],
    ["--format avro --mode FULL --frobnicate v1.toy", "--frobnicate"],
  ])("for the arguments %s", async (line, says) => {
    const failure = await compat(line).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect(String(failure)).toContain(says);
  });
});
