import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { admit } from "#scenario/admit.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { decodeLink } from "#scenario/link.ts";
import { setPlayhead } from "./frames.ts";
import { openGallery, useOpening } from "./opening.ts";
import { setPlayer } from "./playback-store.ts";
import type { Player } from "./player.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import { clearSelection, select, selectWire, useSelection } from "./selection-store.ts";
import { dismissOpenedLink, useSharing } from "./sharing-store.ts";
import { copyLink, makeLink, openLink, openLinkFromAddress } from "./sharing.ts";
import { useToasts } from "./toasts.ts";
import { useView } from "./view-store.ts";

const admitted = admit(readFileSync(new URL("../../public/gallery/hot-key.json", import.meta.url)));
const hotKey = (admitted.ok ? admitted.value : emptyScenario()) as Scenario;
const nodeId = hotKey.nodes[0]?.id ?? "";
const wireId = hotKey.wires[0]?.id ?? "";

const player = { startOver: vi.fn(), seek: vi.fn() };
const clipboard = { writeText: vi.fn<(text: string) => Promise<void>>() };
const page = {
  href: "https://example.org/yard/?theme=dark",
  hash: "",
  pathname: "/yard/",
  search: "?theme=dark",
};
const replaceState = vi.fn(() => {
  page.hash = "";
});

beforeEach(() => {
  vi.clearAllMocks();
  clipboard.writeText.mockResolvedValue();
  page.hash = "";
  vi.stubGlobal("location", page);
  vi.stubGlobal("history", { state: null, replaceState });
  vi.stubGlobal("navigator", { clipboard });
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  setPlayer(player as unknown as Player);
  startWithScenario({ ...hotKey });
  clearSelection();
  setPlayhead(0);
  useSharing.setState({ dialog: null, opened: null });
  useOpening.setState({ refusal: null, repairs: [], repaired: "" });
  useToasts.setState({ toasts: [] });
  useView.setState({ drawerOpen: true, drawerTab: "charts" });
});
afterEach(() => vi.unstubAllGlobals());

async function addressOf(moment: boolean, note?: string): Promise<string> {
  const link = await makeLink({ moment, ...(note === undefined ? {} : { note }) });
  if (!link.ok) throw new Error(link.problems[0]?.says);
  return link.value;
}

describe("making a link", () => {
  it("keeps the page's address and puts the scenario behind it", async () => {
    page.href = "https://example.org/yard/?theme=dark#old";
    const address = await addressOf(false, "Hello");
    expect(address).toMatch(/^https:\/\/example\.org\/yard\/\?theme=dark#s=[\w-]+$/);
    expect(await decodeLink(address)).toMatchObject({ ok: true, value: { view: { note: "Hello" } } });
  });

  it("takes along the moment, the selection and the drawer, where that is wanted", async () => {
    setPlayhead(57_000_123);
    select([nodeId]);
    useView.setState({ drawerTab: "log" });
    const moment = await decodeLink(await addressOf(true));
    expect(moment.ok && moment.value.view).toEqual({ atUs: 57_000_123, selected: [nodeId], drawer: "log" });
    selectWire(wireId);
    useView.setState({ drawerOpen: false });
    const wire = await decodeLink(await addressOf(true));
    expect(wire.ok && wire.value.view).toEqual({ atUs: 57_000_123, selected: [wireId] });
    const start = await decodeLink(await addressOf(false));
    expect(start.ok && start.value.view).toEqual({});
  });

  it("puts it on the clipboard and says so", async () => {
    setPlayhead(57_000_000);
    expect(await copyLink({ moment: true })).toBe(true);
    expect(clipboard.writeText).toHaveBeenCalledWith(await addressOf(true));
    expect(useToasts.getState().toasts[0]?.message).toBe("Link to 0:57 copied.");
  });

  it("shows the link to be copied by hand where the clipboard is denied", async () => {
    clipboard.writeText.mockRejectedValue(new DOMException("no", "NotAllowedError"));
    expect(await copyLink({ moment: true })).toBe(false);
    expect(useSharing.getState().dialog).toEqual({ moment: true, byHand: true });
    expect(useToasts.getState().toasts).toEqual([]);
  });
});

describe("opening a link", () => {
  it("shows what the sender saw: paused at the moment, with selection, drawer and note", async () => {
    setPlayhead(57_000_000);
    select([nodeId]);
    useView.setState({ drawerTab: "log" });
    const address = await addressOf(true, "See?");
    clearSelection();
    useView.setState({ drawerOpen: false, drawerTab: "charts" });
    startWithScenario(emptyScenario("Mine"));
    expect(await openLink(address)).toBe(true);
    expect(currentScenario()).toEqual(hotKey);
    expect(player.startOver).toHaveBeenLastCalledWith({ playing: false });
    expect(player.seek).toHaveBeenLastCalledWith(57_000_000);
    expect([...useSelection.getState().nodes]).toEqual([nodeId]);
    expect(useView.getState()).toMatchObject({ drawerOpen: true, drawerTab: "log" });
    expect(useSharing.getState().opened).toEqual({ note: "See?", atUs: 57_000_000 });
  });

  it("plays from the start where the sender chose no moment", async () => {
    expect(await openLink(await addressOf(false))).toBe(true);
    expect(player.startOver).toHaveBeenLastCalledWith({ playing: true });
    expect(player.seek).not.toHaveBeenCalled();
    expect(useSharing.getState().opened).toEqual({ note: "", atUs: null });
  });

  it("never overwrites: the document before is one undo away", async () => {
    const address = await addressOf(false);
    startWithScenario(emptyScenario("Mine"));
    await openLink(address);
    expect(useScenario.getState().undoLabel).toBe(`Open ${hotKey.name} from a link`);
    undo();
    expect(currentScenario().name).toBe("Mine");
  });

  it("changes nothing where it is damaged, and says why", async () => {
    const before = currentScenario();
    const address = await addressOf(false);
    expect(await openLink(address.slice(0, -9))).toBe(false);
    expect(currentScenario()).toBe(before);
    expect(useOpening.getState().refusal).toMatchObject({
      file: "The link",
      problems: [{ code: "link-cut-off" }],
    });
    expect(player.startOver).not.toHaveBeenCalled();
  });

  it("lists what could not be read of it", async () => {
    select(["nobody"]);
    expect(await openLink(await addressOf(true))).toBe(true);
    expect(useOpening.getState()).toMatchObject({
      repaired: "The link",
      repairs: [{ code: "repaired-link", path: "link.selected[0]" }],
    });
  });

  it("takes its strip away when another document is opened", async () => {
    await openLink(await addressOf(false));
    vi.stubGlobal("document", { baseURI: "https://example.org/" });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(emptyScenario("Other")))));
    await openGallery("other");
    expect(useSharing.getState().opened).toBeNull();
    dismissOpenedLink();
  });
});

describe("the link in the address", () => {
  it("is opened once, however many ask, and taken out of the address, with the query kept", async () => {
    page.hash = `#${(await addressOf(false)).split("#")[1]}`;
    const answers = await Promise.all([openLinkFromAddress(), openLinkFromAddress()]);
    expect(answers).toEqual([true, false]);
    expect(player.startOver).toHaveBeenCalledTimes(1);
    expect(replaceState.mock.calls).toEqual([[null, "", "/yard/?theme=dark"]]);
  });

  it("is taken out of the address after a failure, too", async () => {
    page.hash = "#s=nonsense";
    expect(await openLinkFromAddress()).toBe(false);
    expect(replaceState).toHaveBeenCalledTimes(1);
    expect(useOpening.getState().refusal).not.toBeNull();
  });

  it("is nobody's business where it is another fragment", async () => {
    page.hash = "#canvas";
    expect(await openLinkFromAddress()).toBe(false);
    expect(replaceState).not.toHaveBeenCalled();
  });
});
