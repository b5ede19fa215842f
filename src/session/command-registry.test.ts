import { beforeEach, describe, expect, it, vi } from "vitest";
import { commandItems } from "./command-items.ts";
import {
  registerCommands,
  runCommand,
  runCommandSoon,
  titleOf,
  useCommands,
  type Command,
} from "./command-registry.ts";
import { useToasts } from "./toasts.ts";

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  section: "Edit",
  run: () => {},
  ...more,
});
const ids = () => useCommands.getState().commands.map(({ id }) => id);

beforeEach(() => {
  useCommands.setState({ commands: [] });
  useToasts.setState({ toasts: [] });
});

describe("the commands", () => {
  it("stand in the order of their sections, whoever came first", () => {
    registerCommands([command("view", { section: "View" })]);
    registerCommands([command("play", { section: "Playback" }), command("edit")]);
    expect(ids()).toEqual(["play", "edit", "view"]);
  });

  it("go with the room that brought them; a newer one of the same id stays", () => {
    const former = registerCommands([command("one"), command("two")]);
    registerCommands([command("two", { title: "newer" })]);
    former();
    expect(useCommands.getState().commands.map(titleOf)).toEqual(["newer"]);
  });

  it("run, or say why they cannot", () => {
    const run = vi.fn();
    registerCommands([command("paste", { run, unavailable: () => "Nothing was copied." })]);
    expect(runCommand("paste")).toBe(false);
    expect(run).not.toHaveBeenCalled();
    expect(useToasts.getState().toasts.map(({ message }) => message)).toEqual(["Nothing was copied."]);
    expect(runCommand("nobody has this")).toBe(false);
    registerCommands([command("paste", { run })]);
    expect(runCommand("paste")).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });

  it("run once they are there, where somebody was quicker than they", () => {
    const run = vi.fn();
    runCommandSoon("gallery");
    registerCommands([command("other")]);
    expect(run).not.toHaveBeenCalled();
    registerCommands([command("gallery", { run })]);
    registerCommands([command("more")]);
    expect(run).toHaveBeenCalledOnce();
    runCommandSoon("gallery");
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("become a menu with groups, keys and reasons", () => {
    registerCommands([
      command("a", { keys: ["Ctrl+A"] }),
      command("b", { unavailable: () => "Not now." }),
      command("c", { title: () => "C now" }),
    ]);
    const onSelect = expect.any(Function) as () => void;
    expect(commandItems(["-", "a", "missing", "-", "b", "c"])).toEqual([
      { id: "a", label: "a", hint: "Ctrl+A", onSelect },
      { id: "b", label: "b", disabled: true, title: "Not now.", startsGroup: true, onSelect },
      { id: "c", label: "C now", onSelect },
    ]);
  });
});
