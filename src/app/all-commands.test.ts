import { describe, expect, it } from "vitest";
import { titleOf } from "#session/command-registry.ts";
import { allCommands } from "./all-commands.ts";

const commands = allCommands({ help: () => {} });

describe("everything that can be done", () => {
  it("has a key for itself, where it has one", () => {
    const users = new Map<string, string[]>();
    for (const { id, keys } of commands) {
      for (const key of keys ?? []) users.set(key, [...(users.get(key) ?? []), id]);
    }
    const shared = [...users].filter(([, ids]) => ids.length > 1);
    expect(shared.map(([key, ids]) => `${key}: ${ids.join(", ")}`)).toEqual([]);
  });

  it("says what it is, and why it cannot be done, in words", () => {
    for (const command of commands) {
      expect(titleOf(command), command.id).toMatch(/^[A-Z1]/);
      const why = command.unavailable?.() ?? null;
      if (why !== null) expect(why, command.id).toMatch(/^[A-Z].*[.!?]$/);
    }
  });

  it("is named by what it belongs to", () => {
    for (const { id } of commands) expect(id).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
  });
});
