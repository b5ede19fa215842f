import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { commandNamed, registerCommands, runCommand, titleOf, useCommands } from "./command-registry.ts";
import { publishFrame } from "./frames.ts";
import { keyboardCommands, walk } from "./keyboard-commands.ts";
import { closePicker, matchingItems, pick, usePicker } from "./picker-store.ts";
import { usePlayback } from "./playback-store.ts";
import { frameOf, layout } from "./run.fixture.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import { clearSelection, select, useSelection } from "./selection-store.ts";
import { useToasts } from "./toasts.ts";

/** Runs a command and chooses the first thing that the list offers for what is typed. */
function choose(id: string, ...typed: readonly string[]): void {
  expect(runCommand(id)).toBe(true);
  for (const text of typed) {
    const { request } = usePicker.getState();
    if (request === null) throw new Error("no list is open");
    const made = text === "" ? null : (request.fromText?.(text) ?? null);
    const item = made !== null && typeof made !== "string" ? made : matchingItems(request.items, text)[0];
    if (item === undefined) throw new Error(`nothing for "${text}" in ${request.title}`);
    expect(pick(item)).toBe(true);
  }
}

const named = (name: string) => currentScenario().nodes.find((node) => node.name === name)?.id ?? "";
const selected = () => [...useSelection.getState().nodes];
const items = () => usePicker.getState().request?.items ?? [];

beforeEach(() => {
  useCommands.setState({ commands: [] });
  registerCommands(keyboardCommands);
  startWithScenario(emptyScenario("mine"));
  clearSelection();
  closePicker();
  useToasts.setState({ toasts: [] });
  publishFrame(null);
  usePlayback.setState({ layout: null });
});

describe("building", () => {
  it("makes a wired pipeline by naming the parts", () => {
    choose("add.pick", "prod");
    choose("add.pick", "top");
    choose("add.pick", "cons");
    expect(currentScenario().wires.map(({ kind }) => kind)).toEqual(["publishes", "consumes"]);
    const places = ["producer", "topic", "consumer"].map(
      (name) => currentScenario().nodes.find((node) => node.name === name)?.position,
    );
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(3);
  });

  it("connects the selected node with one of the legal ends, and says why others are not", () => {
    choose("add.pick", "topic");
    choose("add.pick", "consumer");
    choose("add.pick", "schema");
    clearSelection();
    choose("add.pick", "producer");
    runCommand("edit.connect");
    expect(items().map(({ detail, unavailable }) => [detail, unavailable === null])).toEqual([
      ["producer publishes to topic", true],
      ["producer calls consumer", true],
      ["producer reads topic", true],
      ["consumer calls producer", true],
      [expect.anything(), false],
    ]);
    closePicker();
    choose("edit.connect", "topic");
    expect(currentScenario().wires).toHaveLength(2);
  });

  it("has nothing to connect while nothing is selected, and says so", () => {
    expect(runCommand("edit.connect")).toBe(false);
    expect(useToasts.getState().toasts.at(-1)?.message).toMatch(/^Select one/);
  });

  it("moves what is selected, and a row of moves is one step back", () => {
    choose("add.pick", "topic");
    runCommand("arrange.move-right");
    runCommand("arrange.move-right-far");
    runCommand("arrange.move-down");
    expect(currentScenario().nodes[0]?.position).toEqual({ x: 48, y: 8 });
    undo();
    expect(currentScenario().nodes[0]?.position).toEqual({ x: 0, y: 0 });
  });

  it("renames by typing", () => {
    choose("add.pick", "topic");
    choose("edit.rename", "orders");
    expect(named("orders")).not.toBe("");
  });
});

describe("going about", () => {
  beforeEach(() => {
    choose("add.pick", "prod");
    choose("add.pick", "top");
    choose("add.pick", "cons");
  });

  it("walks along the wires", () => {
    expect(walk("left")).toBe(true);
    expect(selected()).toEqual([named("topic")]);
    runCommand("go.upstream");
    expect(selected()).toEqual([named("producer")]);
    expect(walk("left")).toBe(false);
  });

  it("goes through the wires of a node and comes back to it", () => {
    select([named("topic")]);
    const kinds = [1, 2].map(() => {
      runCommand("go.next-wire");
      return currentScenario().wires.find(({ id }) => id === useSelection.getState().wire)?.kind;
    });
    expect(kinds).toEqual(["publishes", "consumes"]);
    runCommand("go.next-wire");
    expect(selected()).toEqual([named("topic")]);
  });

  it("walks from a wire to its ends", () => {
    select([named("topic")]);
    runCommand("go.next-wire");
    expect(walk("left")).toBe(true);
    expect(selected()).toEqual([named("producer")]);
  });

  it("finds nodes, wires and interventions by their words", () => {
    choose("go.find", "cons");
    expect(selected()).toEqual([named("consumer")]);
    runCommand("go.find");
    expect(new Set(items().map(({ section }) => section))).toEqual(new Set(["Nodes", "Wires"]));
  });
});

describe("breaking", () => {
  beforeEach(() => {
    const nodes = [
      { id: "shop", kind: "service", name: "shop", config: { publishes: "constant" } },
      { id: "payment", kind: "service", name: "payment", config: { instances: 2 } },
      { id: "later", kind: "of-a-later-version", name: "later", config: {} },
    ];
    startWithScenario({ ...emptyScenario(), nodes });
    usePlayback.setState({ layout });
    publishFrame(frameOf());
  });

  it("asks for the fault, the instance and the settings, and does it at the playhead", () => {
    select(["payment"]);
    choose("break.pick", "pause", "payment-1", "7.5");
    expect(currentScenario().interventions).toMatchObject([
      { kind: "pause", target: "payment", config: { instance: 1, durationMs: 7_500 } },
    ]);
  });

  it("needs no more than the fault where there is nothing to choose", () => {
    select(["shop"]);
    choose("break.pick", "crash");
    expect(currentScenario().interventions).toMatchObject([{ kind: "crash", config: { instance: 1 } }]);
  });

  it("offers no instance that is down, and leads back a step on closing", () => {
    select(["payment"]);
    choose("break.pick", "crash");
    expect(items().map(({ unavailable }) => unavailable)).toEqual([null, "It is crashed."]);
    closePicker();
    expect(usePicker.getState().request?.title).toBe("Break payment now");
  });

  it("refuses a number that the setting does not allow, in words", () => {
    select(["payment"]);
    choose("break.pick", "scale");
    expect(usePicker.getState().request?.fromText?.("900")).toMatch(/must be a whole number from 1 to 64/);
  });

  it("says where nothing can happen", () => {
    select(["later"]);
    expect(runCommand("break.pick")).toBe(false);
    expect(useToasts.getState().toasts.at(-1)?.message).toBe("Nothing can happen to later itself.");
  });

  it("reads the lag of all groups", () => {
    runCommand("view.lag");
    expect(useToasts.getState().toasts.at(-1)?.message).toMatch(/^At 0:10: payment-group stable, lag 5/);
  });
});

describe("the list of commands", () => {
  it("names each id and each key once", () => {
    const ids = keyboardCommands.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = keyboardCommands.flatMap((command) => command.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("has a title for every command, whatever is selected", () => {
    for (const command of keyboardCommands) expect(titleOf(command).length).toBeGreaterThan(3);
    expect(commandNamed("edit.connect")).toBeDefined();
    expect(useScenario.getState().canUndo).toBe(false);
  });
});
