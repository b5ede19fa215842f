import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { admit } from "#scenario/admit.ts";
import { emptyScenario } from "#scenario/document.ts";
import { encodeLink } from "#scenario/link.ts";
import { readScenarioFile } from "./admitting.ts";
import { kindOfText, openFromClipboard, receive, receiveText } from "./arriving.ts";
import { useOpening } from "./opening.ts";
import { currentScenario, startWithScenario, undo } from "./scenario-store.ts";
import { useToasts } from "./toasts.ts";

const text = readFileSync(new URL("../../public/gallery/hot-key.json", import.meta.url), "utf8");
const admitted = admit(text);
const hotKey = admitted.ok ? admitted.value : emptyScenario();
const link = await encodeLink({ scenario: hotKey, view: {} });
const address = link.ok ? `https://example.org/${link.value}` : "";

const mine = emptyScenario("Mine");

beforeEach(() => {
  startWithScenario({ ...mine });
  useOpening.setState({ refusal: null, repairs: [], repaired: "" });
  useToasts.setState({ toasts: [] });
});

interface Given {
  readonly files?: readonly File[];
  readonly folder?: boolean;
  readonly text?: string;
}

/** Of a DataTransfer, what is looked at. */
function transfer({ files = [], folder = false, text: plain = "" }: Given): DataTransfer {
  return {
    files,
    items: files.map(() => ({ kind: "file", webkitGetAsEntry: () => ({ isDirectory: folder }) })),
    types: files.length > 0 ? ["Files"] : ["text/plain"],
    getData: (type: string) => (type === "text/plain" ? plain : ""),
  } as unknown as DataTransfer;
}

function says(): string {
  return useOpening.getState().refusal?.problems[0]?.says ?? "";
}

describe("a text that is pasted", () => {
  it.each([
    [text, "document"],
    [`\uFEFF ${text}`, "document"],
    ["<!DOCTYPE html>", "document"],
    ["[]", "document"],
    [address, "link"],
    [`Look at ${address}!`, "link"],
    ["#s=AQE", "link"],
    ['{"eventyard/clipboard":1}', "piece"],
    ['{ "eventyard/clipboard": 1 }', "piece"],
    ["Hello", "other"],
    ["", "other"],
  ])("is told by its beginning (%#)", (given, kind) => {
    expect(kindOfText(given)).toBe(kind);
  });

  it("opens as a new document where it is a scenario or a link, one undo away from the one before", async () => {
    for (const given of [text, address]) {
      expect(await receiveText(given, "pasted")).toBe(true);
      expect(currentScenario().name).toBe(hotKey.name);
      undo();
      expect(currentScenario().name).toBe("Mine");
    }
  });

  it.each([
    ["a web page", "<!DOCTYPE html><p>", /^The pasted text is a web page/],
    ["another app's drawing", '{"type":"excalidraw/clipboard","elements":[]}', /no "format"/],
    ["a huge one", `{${" ".repeat(5_000_000)}`, /^The pasted text has 5000001 bytes, at most 4194304/],
    ["a cut link", address.slice(0, 200), /^The link is cut off/],
    ["prototype keys", text.replace("{", '{"__proto__":{"a":1},'), /__proto__/],
  ])("that is %s is refused, and nothing is changed", async (_, given, reason) => {
    const before = currentScenario();
    expect(await receiveText(given, "pasted")).toBe(false);
    expect(says()).toMatch(reason);
    expect(currentScenario()).toBe(before);
    expect(Reflect.get({}, "a")).toBeUndefined();
  });

  it("is left to the canvas where it is a piece of a drawing", () => {
    expect(receive(transfer({ text: '{"eventyard/clipboard":1}' }), "pasted")).toBe(false);
    expect(useOpening.getState().refusal).toBeNull();
  });

  it("that is none of ours is said to be none, calmly", async () => {
    expect(await receiveText("Hello", "pasted")).toBe(false);
    expect(useToasts.getState().toasts.map(({ message }) => message)).toEqual([
      "The pasted text is neither a link to a scenario nor a scenario; nothing was opened.",
    ]);
  });
});

describe("what is dropped", () => {
  it("opens where it is one scenario file", async () => {
    expect(receive(transfer({ files: [new File([text], "hot-key.json")] }), "dropped")).toBe(true);
    await vi.waitFor(() => expect(currentScenario().name).toBe(hotKey.name));
  });

  it("is refused where it is several files: one is opened at a time", () => {
    const file = new File([text], "a.json");
    expect(receive(transfer({ files: [file, file, file] }), "dropped")).toBe(true);
    expect(useOpening.getState().refusal).toMatchObject({ file: "3 files" });
    expect(says()).toBe("Several files were dropped, and one is opened at a time.");
    expect(currentScenario().name).toBe("Mine");
  });

  it("is refused where it is a folder", () => {
    receive(transfer({ files: [new File([], "scenarios")], folder: true }), "dropped");
    expect(says()).toBe("scenarios is a folder, expected a scenario (.json).");
  });

  it("is not ours where it is a text of no meaning", () => {
    expect(receive(transfer({ text: "Hello" }), "dropped")).toBe(false);
    expect(useToasts.getState().toasts).toEqual([]);
  });
});

describe("a file that is no scenario", () => {
  /** A file of any size that counts what is read of it. */
  function fileOf(name: string, size: number, head: readonly number[]) {
    let read = 0;
    const file = {
      name,
      size,
      slice: (from: number, to: number) => ({
        arrayBuffer: () => {
          read += to - from;
          return Promise.resolve(Uint8Array.from(head).buffer);
        },
      }),
      arrayBuffer: () => Promise.reject(new Error("too much")),
    };
    return { file: file as unknown as File, read: () => read };
  }

  const utf16 = Uint8Array.from(Buffer.from(`\uFEFF${text}`, "utf16le"));

  it.each([
    ["empty", new File([], "a.json"), "a.json is empty, expected a scenario (.json)."],
    ["a PNG image", new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13)], "a.png"), /^a\.png is a PNG image/],
    ["a zip archive", new File([Uint8Array.of(0x50, 0x4b, 3, 4)], "a.zip"), /^a\.zip is a zip archive/],
    ["UTF-16", new File([utf16], "a.json"), /^a\.json is a text in UTF-16/],
    ["not UTF-8", new File([Uint8Array.of(0x7b, 0xff, 0x7d)], "a.json"), /^a\.json is not a text in UTF-8/],
  ])("is named for what it is: %s", async (_, file, reason) => {
    const result = await readScenarioFile(file);
    expect(result.ok ? "" : result.problems[0]?.says).toMatch(reason);
  });

  it("of 2 GB is refused with its first bytes read and no more", async () => {
    const { file, read } = fileOf("disk.img", 2_147_483_648, [0x20]);
    const result = await readScenarioFile(file);
    expect(result.ok ? "" : result.problems[0]?.says).toBe("disk.img has 2148 MB, at most 4 MB are read.");
    expect(read()).toBe(64);
  });

  it("is named for what it is where it is large, too", async () => {
    const { file } = fileOf("photo.png", 9_000_000, [0x89, 0x50, 0x4e, 0x47, 13]);
    const result = await readScenarioFile(file);
    expect(result.ok ? "" : result.problems[0]?.says).toMatch(/^photo\.png is a PNG image/);
  });

  it("is refused where it cannot be read, as a folder cannot", async () => {
    const { file } = fileOf("scenarios", 4_096, []);
    expect(await readScenarioFile(file)).toMatchObject({ ok: false, problems: [{ code: "unreadable" }] });
  });

  it("may be a scenario with a byte order mark", async () => {
    expect((await readScenarioFile(new File([`\uFEFF${text}`], "a.json"))).ok).toBe(true);
  });
});

describe("the clipboard by a command", () => {
  it("opens what is in it, and says how else where the browser refuses", async () => {
    const readText = vi.fn<() => Promise<string>>();
    vi.stubGlobal("navigator", { clipboard: { readText } });
    readText.mockResolvedValueOnce(address);
    expect(await openFromClipboard()).toBe(true);
    expect(currentScenario().name).toBe(hotKey.name);
    readText.mockResolvedValueOnce('{"eventyard/clipboard":1}');
    expect(await openFromClipboard()).toBe(false);
    readText.mockRejectedValueOnce(new DOMException("no", "NotAllowedError"));
    expect(await openFromClipboard()).toBe(false);
    expect(useToasts.getState().toasts.map(({ message }) => message)).toEqual([
      "The clipboard holds a part of a drawing: press Ctrl+V on the canvas to add it.",
      "The browser does not let us read the clipboard: press Ctrl+V outside of any field instead.",
    ]);
    vi.unstubAllGlobals();
  });
});
