/** What the gallery's scenarios of schemas promise in their words, looked up in what comes out. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { frameOf } from "./frame-of.ts";
import { playScenario, type Played } from "./scenario.fixture.ts";
import { SCHEMA_ERRORS, unpackSchemas } from "./schema-port.ts";
import { summarise } from "./summary.ts";

function played(name: string): Played {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  return playScenario(admitted.value);
}

const groupOf = ({ run, scenario }: Played, name: string) => summarise(run, scenario).groups[name]!;

const versionsOf = (extra: number) => {
  const { reader, writer } = unpackSchemas(extra);
  return `v${reader} reads v${writer}`;
};

describe("a schema deployed in the wrong order", () => {
  const run = played("schema-wrong-order");

  it("blocks every partition at its first record of v3, and not before the producers have it", () => {
    for (const on of ["0", "1", "2"]) {
      const broken = run.first("deserializationFailed", { on });
      expect(versionsOf(broken.extra)).toBe("v2 reads v3");
      expect(broken.timeUs).toBeGreaterThan(20_000_000);
      const stood = run.all("committed", { on, beforeMs: 60_000 }).map(({ offset }) => offset);
      expect(Math.max(...stood)).toBe(broken.offset);
    }
  });

  it("is mended by the deployment that should have come first: late, but nothing is lost", () => {
    expect(run.count("processed", { afterMs: 26_000, beforeMs: 60_000 })).toBe(0);
    expect(run.count("deserializationFailed", { afterMs: 72_000 })).toBe(0);
    expect(groupOf(run, "payment")).toMatchObject({ lost: 0 });
    expect(groupOf(run, "payment").lag).toBeLessThan(10);
  });
});

describe("the same schema with the consumers first", () => {
  it("breaks nobody, on the same orders", () => {
    const run = played("schema-right-order");
    expect(run.count("deserializationFailed")).toBe(0);
    expect(run.count("schemaRefused")).toBe(0);
    expect(run.count("produced")).toBe(played("schema-wrong-order").count("produced"));
    expect(Math.max(...run.all("deployed").map(({ timeUs }) => timeUs))).toBeGreaterThan(40_000_000);
    expect(frameOf(run.run).schemas?.subjects[0]?.registered).toHaveLength(3);
  });
});

describe("old records that meet a new reader", () => {
  it("fail at offset 0 of the replay alone: v3 was asked about v2 only", () => {
    const run = played("schema-replay-old-records");
    expect(run.count("schemaRefused")).toBe(0);
    expect(run.count("deserializationFailed", { beforeMs: 55_000 })).toBe(0);
    const failed = run.first("deserializationFailed");
    expect([failed.offset, versionsOf(failed.extra)]).toEqual([0, "v3 reads v1"]);
    expect(run.count("processed", { afterMs: 58_000 })).toBe(0);
  });
});

describe("a registry that is down", () => {
  const run = played("schema-registry-down");
  const meanwhile = { afterMs: 32_000, beforeMs: 55_000 };

  it("is not noticed by those who know their schemas", () => {
    const before = { afterMs: 20_000, beforeMs: 30_000 };
    expect(run.count("schemaFetchFailed", before)).toBe(0);
    expect(run.count("serializationFailed", before)).toBe(0);
    expect(run.count("processed", before)).toBeGreaterThan(50);
    expect(run.count("processed", meanwhile)).toBeGreaterThan(30);
  });

  it("keeps new processes from sending and from reading until it is back", () => {
    expect(run.count("schemaFetchFailed", meanwhile)).toBeGreaterThan(1);
    expect(SCHEMA_ERRORS[run.first("serializationFailed", meanwhile).extra]).toBe("unreachable");
    expect(run.count("schemaFetchFailed", { afterMs: 56_000 })).toBe(0);
    expect(groupOf(run, "payment")).toMatchObject({ lost: 0 });
    expect(groupOf(run, "payment").lag).toBeLessThan(10);
  });
});

describe("three ways to version the same change, under the same load", () => {
  const [evolution, byTopic, envelope] = [
    "versioning-compatible-evolution",
    "versioning-topic-name",
    "versioning-envelope-upcasters",
  ].map(played) as [Played, Played, Played];

  it("see the same orders", () => {
    const keys = (run: Played, on: string) =>
      run.all("produced", { on, beforeMs: 19_000 }).map(({ extra }) => extra);
    expect(keys(evolution, "0").length).toBeGreaterThan(20);
    expect(keys(envelope, "0")).toEqual(keys(evolution, "0"));
    for (const topic of ["v1", "v2"]) expect(keys(byTopic, `${topic}-0`)).toEqual(keys(evolution, "0"));
  });

  it("never meet a record that they cannot read", () => {
    for (const run of [evolution, byTopic, envelope]) expect(run.count("deserializationFailed")).toBe(0);
  });

  it("1: compatible evolution lets everybody move in any order, and never lets the old field go", () => {
    const deployed = evolution.all("deployed").map(({ timeUs }) => timeUs);
    expect(deployed[0]).toBeLessThan(22_000_000);
    expect(evolution.count("schemaRefused", { beforeMs: 69_000 })).toBe(0);
    expect(evolution.count("schemaRefused", { afterMs: 69_000 })).toBe(1);
  });

  it("2: a new topic doubles every order until nobody reads the old one", () => {
    const end = (topic: string, beforeMs: number) =>
      byTopic.count("produced", { on: `${topic}-0`, beforeMs }) +
      byTopic.count("produced", { on: `${topic}-1`, beforeMs });
    expect(end("v1", 64_000)).toBe(end("v2", 64_000));
    expect(end("v1", 99_000)).toBeLessThan(end("v1", 64_000) + 8);
    expect(end("v2", 99_000)).toBeGreaterThan(end("v2", 64_000) + 100);
    expect(groupOf(byTopic, "billing").members).toEqual({});
    // Both work on the same orders while they overlap.
    const overlap = { afterMs: 40_500, beforeMs: 42_000 };
    expect(byTopic.count("processed", { ...overlap, on: "v1-1" })).toBeGreaterThan(0);
    expect(byTopic.count("processed", { ...overlap, on: "v2-1" })).toBeGreaterThan(0);
  });

  it("3: an envelope lets upcasters bring old orders up, also at a replay, and asks no registry", () => {
    expect(envelope.count("schemaFetched")).toBe(0);
    expect(envelope.count("upcast", { beforeMs: 20_000 })).toBe(0);
    expect(envelope.count("upcast", { afterMs: 25_000, beforeMs: 50_000 })).toBeGreaterThan(50);
    expect(envelope.count("upcast", { afterMs: 58_000, beforeMs: 75_000 })).toBe(0);
    expect(envelope.count("upcast", { afterMs: 75_000 })).toBeGreaterThan(100);
  });
});
