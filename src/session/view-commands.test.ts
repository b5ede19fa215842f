import { beforeEach, describe, expect, it } from "vitest";
import { registerCommands, runCommand, titleOf, useCommands } from "./command-registry.ts";
import { viewCommands } from "./view-commands.ts";
import { setLook, useView } from "./view-store.ts";

beforeEach(() => {
  useCommands.setState({ commands: [] });
  registerCommands(viewCommands);
  setLook({ theme: "system", density: "comfortable", motion: "system", minimap: false });
});

describe("the commands of the view", () => {
  it("each have an id and a key of their own", () => {
    const ids = viewCommands.map(({ id }) => id);
    const keys = viewCommands.flatMap((command) => command.keys ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("choose a look, and say so where it is chosen already", () => {
    expect(runCommand("view.theme-dark")).toBe(true);
    expect(useView.getState().theme).toBe("dark");
    expect(runCommand("view.theme-dark")).toBe(false);
    expect(runCommand("view.density-compact")).toBe(true);
    expect(useView.getState()).toMatchObject({ theme: "dark", density: "compact" });
  });

  it("show a tab of the drawer, and close the drawer when asked for the same again", () => {
    useView.setState({ drawerOpen: false, drawerTab: "charts" });
    runCommand("view.log");
    expect(useView.getState()).toMatchObject({ drawerOpen: true, drawerTab: "log" });
    runCommand("view.charts");
    expect(useView.getState()).toMatchObject({ drawerOpen: true, drawerTab: "charts" });
    runCommand("view.charts");
    expect(useView.getState().drawerOpen).toBe(false);
  });

  it("are called by what they would do now", () => {
    const left = viewCommands.find(({ id }) => id === "view.left");
    useView.setState({ leftOpen: true });
    expect(left && titleOf(left)).toBe("Hide the left panel");
    runCommand("view.left");
    expect(left && titleOf(left)).toBe("Show the left panel");
  });
});
