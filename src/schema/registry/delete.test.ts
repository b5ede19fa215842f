import { describe, expect, it } from "vitest";
import { content, ToyRegistry } from "./registry.fixture.ts";

/** orders-value with v1 `a`, v2 `a b?`, v3 `a b? c?`. */
function threeVersions(): ToyRegistry {
  const registry = new ToyRegistry();
  for (const text of ["a", "a b?", "a b? c?"]) registry.register("orders-value", text);
  return registry;
}

const subject = "orders-value";

describe("soft deletion", () => {
  it("hides a version from lists, unless they ask for deleted ones, and keeps its id readable", () => {
    const registry = threeVersions();
    expect(registry.ask({ kind: "delete-version", subject, version: 2, isPermanent: false })).toBe("2");
    expect(registry.ask({ kind: "versions", subject })).toBe("1 3");
    expect(registry.ask({ kind: "versions", subject, withDeleted: true })).toBe("1 2 3");
    expect(registry.code({ kind: "version", subject, version: 2 })).toBe(40402);
    expect(registry.ask({ kind: "version", subject, version: 2, withDeleted: true })).toBe("v2 id 2");
    expect(registry.ask({ kind: "schema-by-id", id: 2 })).toBe("a b?");
  });

  it("leaves a version out of the check: the latest that is not deleted counts", () => {
    const registry = new ToyRegistry();
    registry.register(subject, "a");
    registry.register(subject, "a b?");
    expect(registry.register(subject, "a b")).toBe("v3 id 3");
    registry.ask({ kind: "delete-version", subject, version: "latest", isPermanent: false });
    registry.ask({ kind: "delete-version", subject, version: 2, isPermanent: false });
    expect(registry.register(subject, "a b").slice(0, 5)).toBe("40901");
  });

  it("makes the same content a new version with the old id when it comes again", () => {
    const registry = threeVersions();
    registry.ask({ kind: "delete-version", subject, version: 3, isPermanent: false });
    expect(registry.register(subject, "a b? c?")).toBe("v4 id 3");
  });

  it("of a subject hides all its versions and forgets its settings; a second time is 40404", () => {
    const registry = threeVersions();
    registry.ask({ kind: "set-compatibility", scope: subject, mode: "FULL" });
    expect(registry.ask({ kind: "delete-subject", subject, isPermanent: false })).toBe("1 2 3");
    expect(registry.ask({ kind: "subjects" })).toBe("");
    expect(registry.ask({ kind: "subjects", withDeleted: true })).toBe(subject);
    expect(registry.code({ kind: "versions", subject })).toBe(40401);
    expect(registry.code({ kind: "compatibility", subject })).toBe(40408);
    expect(registry.code({ kind: "delete-subject", subject, isPermanent: false })).toBe(40404);
    expect(registry.register(subject, "x y z")).toBe("v4 id 4");
  });

  it("of a version a second time is 40406", () => {
    const registry = threeVersions();
    registry.ask({ kind: "delete-version", subject, version: 1, isPermanent: false });
    expect(registry.code({ kind: "delete-version", subject, version: 1, isPermanent: false })).toBe(40406);
  });
});

describe("hard deletion", () => {
  it("comes only after the soft one: 40407 for a version, 40405 for a subject", () => {
    const registry = threeVersions();
    expect(registry.code({ kind: "delete-version", subject, version: 1, isPermanent: true })).toBe(40407);
    expect(registry.code({ kind: "delete-subject", subject, isPermanent: true })).toBe(40405);
  });

  it("forgets a version and its id where nobody else has it", () => {
    const registry = threeVersions();
    registry.register("refunds-value", "a");
    for (const version of [1, 2]) {
      registry.ask({ kind: "delete-version", subject, version, isPermanent: false });
      expect(registry.ask({ kind: "delete-version", subject, version, isPermanent: true })).toBe(
        String(version),
      );
    }
    expect(registry.ask({ kind: "versions", subject, withDeleted: true })).toBe("3");
    expect(registry.ask({ kind: "schema-by-id", id: 1 })).toBe("a");
    expect(registry.code({ kind: "schema-by-id", id: 2 })).toBe(40403);
  });

  it("of a subject lets versions start at 1 again, while ids go on", () => {
    const registry = threeVersions();
    registry.ask({ kind: "delete-subject", subject, isPermanent: false });
    registry.ask({ kind: "delete-subject", subject, isPermanent: true });
    expect(registry.code({ kind: "delete-subject", subject, isPermanent: true })).toBe(40401);
    expect(registry.register(subject, "a")).toBe("v1 id 4");
  });
});

describe("what cannot be deleted", () => {
  it("is a subject or version that is not there: 40401 and 40402", () => {
    const registry = threeVersions();
    expect(registry.code({ kind: "delete-subject", subject: "nobody", isPermanent: false })).toBe(40401);
    expect(registry.code({ kind: "delete-version", subject: "nobody", version: 1, isPermanent: false })).toBe(
      40401,
    );
    expect(registry.code({ kind: "delete-version", subject, version: 9, isPermanent: false })).toBe(40402);
  });

  it("is what somebody refers to: 42206, until the referrer is gone", () => {
    const registry = threeVersions();
    registry.register("cart-value", "x", { references: [{ name: "Order", subject, version: 2 }] });
    expect(registry.ask({ kind: "delete-version", subject, version: 2, isPermanent: false })).toBe(
      "42206 One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=orders-value,version=2}.",
    );
    expect(registry.code({ kind: "delete-subject", subject, isPermanent: false })).toBe(42206);
    expect(registry.ask({ kind: "delete-version", subject, version: 1, isPermanent: false })).toBe("1");
    registry.ask({ kind: "delete-subject", subject: "cart-value", isPermanent: false });
    expect(registry.ask({ kind: "delete-version", subject, version: 2, isPermanent: false })).toBe("2");
  });

  it("is anything in a read-only subject: 42205", () => {
    const registry = threeVersions();
    registry.ask({ kind: "set-write-mode", scope: subject, mode: "READONLY" });
    expect(registry.code({ kind: "delete-subject", subject, isPermanent: false })).toBe(42205);
    expect(registry.code({ kind: "delete-version", subject, version: 1, isPermanent: false })).toBe(42205);
  });
});

describe("looking up", () => {
  it("finds a version by number, the latest by name, else says 40401, 40402 or 42202", () => {
    const registry = threeVersions();
    expect(registry.ask({ kind: "version", subject, version: "latest" })).toBe("v3 id 3");
    expect(registry.ask({ kind: "version", subject, version: 2 })).toBe("v2 id 2");
    expect(registry.code({ kind: "version", subject: "nobody", version: 1 })).toBe(40401);
    expect(registry.code({ kind: "version", subject, version: 8 })).toBe(40402);
    expect(registry.code({ kind: "version", subject, version: 0 })).toBe(42202);
    expect(registry.code({ kind: "schema-by-id", id: 99 })).toBe(40403);
  });

  it("finds the version of a content, soft-deleted ones if asked, else says 40401 or 40403", () => {
    const registry = threeVersions();
    const wanted = { kind: "lookup", subject, content: content("a b?") } as const;
    expect(registry.ask(wanted)).toBe("v2 id 2");
    expect(registry.code({ ...wanted, subject: "nobody" })).toBe(40401);
    expect(registry.code({ ...wanted, content: content("z") })).toBe(40403);
    registry.ask({ kind: "delete-version", subject, version: 2, isPermanent: false });
    expect(registry.code(wanted)).toBe(40403);
    expect(registry.ask({ ...wanted, withDeleted: true })).toBe("v2 id 2");
  });
});
