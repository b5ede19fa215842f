import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { crc32 as zlibCrc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Problem } from "#base/result.ts";
import { admit } from "./admit.ts";
import { documentText } from "./canonical.ts";
import { fromBase64Url, toBase64Url } from "./codecs/link-base64.ts";
import { crc32 } from "./codecs/link-crc32.ts";
import { inflate } from "./codecs/link-deflate.ts";
import { LINK_DRAWERS } from "./codecs/link-view.ts";
import { emptyScenario, type Scenario } from "./document.ts";
import { decodeLink, encodeLink, hasLink, lengthGrade, type LinkView, type SharedLink } from "./link.ts";

const gallery = new URL("../../public/gallery/", import.meta.url);

function scenarioOf(file: string): Scenario {
  const result = admit(readFileSync(new URL(file, gallery)));
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

const scenarios = readdirSync(gallery)
  .filter((file) => file !== "index.json" && file.endsWith(".json"))
  .map(scenarioOf);
const shop = scenarioOf("order-system.json");
const view: LinkView = {
  atUs: 57_300_001,
  selected: [shop.nodes[1]?.id ?? "", shop.nodes[0]?.id ?? ""].sort(),
  drawer: "log",
  note: "Look at payment:\nit stands still \u{1F440}",
};

async function linkOf(content: SharedLink): Promise<string> {
  const link = await encodeLink(content);
  if (!link.ok) throw new Error(link.problems[0]?.says);
  return link.value;
}

const shopLink = await linkOf({ scenario: shop, view });

/** The same with two short dashes side by side, which typographers make one long one of. */
async function dashedLink(): Promise<string> {
  for (let seed = 1; ; seed++) {
    const link = await linkOf({ scenario: { ...shop, seed: String(seed) }, view });
    if (link.includes("--")) return link;
  }
}

async function problemOf(text: string): Promise<Problem> {
  const result = await decodeLink(text);
  if (result.ok) throw new Error("it was opened");
  expect(result.problems).toHaveLength(1);
  return result.problems[0] as Problem;
}

/** A link as somebody else's program may make it: any body, right length and checksum. */
function sealed(body: Uint8Array, { version = 1, flags = 1 } = {}): string {
  const head = Uint8Array.from([
    version,
    flags,
    body.length >>> 16,
    (body.length >>> 8) & 255,
    body.length & 255,
  ]);
  const bytes = new Uint8Array(9 + body.length);
  bytes.set(head);
  new DataView(bytes.buffer).setUint32(5, crc32(head, body));
  bytes.set(body, 9);
  return `#s=${toBase64Url(bytes)}`;
}

function linkWith(lines: string): string {
  return sealed(deflateRawSync(lines));
}

describe("a link", () => {
  it("gives back to the byte what it was made of", async () => {
    for (const scenario of scenarios) {
      const back = await decodeLink(await linkOf({ scenario, view: {} }));
      expect(back).toMatchObject({ ok: true, warnings: [] });
      expect(back.ok && documentText(back.value.scenario)).toBe(documentText(scenario));
    }
  });

  it("carries moment, selection, drawer and note", async () => {
    expect(await decodeLink(shopLink)).toMatchObject({ ok: true, warnings: [], value: { view } });
  });

  it("opens each tab of the drawer that there is", async () => {
    for (const drawer of LINK_DRAWERS) {
      const back = await decodeLink(await linkOf({ scenario: shop, view: { drawer } }));
      expect(back).toMatchObject({ ok: true, warnings: [], value: { view: { drawer } } });
    }
  });

  it("is the same for the same state, whatever the order of keys and of the selection", async () => {
    const turned = Object.fromEntries(Object.entries(shop).toReversed()) as unknown as Scenario;
    const selected = [...(view.selected ?? []), ...(view.selected ?? [])].toReversed();
    expect(await linkOf({ scenario: turned, view: { ...view, selected } })).toBe(shopLink);
  });

  it("of version 1 is read by every later version", async () => {
    const golden =
      "#s=AQEAAMm2j8cbPU_LTgMxDLzzGXOOBIvg4hsn-AFO1R6ixC1Wt_HKsVqqKP-O0i31yY_xPBqif1fQ9P4yKiBbvLCBkH6ieUVAUWcQvnhZFAGVF07OGbSDWmarmPtTQ-aaTFYXLSAgYK92ig4Cn7n4NVp-nhAgxdnGRrRU0G4OWFSPH771JZ6G2qcumctNPfOANSQtezmAGtZoLvf_tx4gGfTvJeAoZcyuqyQ8CB_nVatsJht-QVPAFfTa-7wlvVuqPBJiugV2l3KooNYDLmIbpv8B";
    expect(await decodeLink(golden)).toMatchObject({
      ok: true,
      warnings: [],
      value: {
        view: { atUs: 1_500_000, selected: ["orders"], drawer: "charts", note: "Hello" },
        scenario: { name: "Golden", nodes: [{ id: "orders", config: { partitions: 4 } }] },
      },
    });
  });

  it("keeps kinds and fields that this version does not know", async () => {
    const odd = { ...shop, later: [{ a: 1 }], nodes: [{ ...shop.nodes[0], kind: "saga", mood: "good" }] };
    const back = await decodeLink(await linkOf({ scenario: odd as unknown as Scenario, view: {} }));
    expect(back.ok && back.value.scenario.nodes[0]).toEqual(odd.nodes[0]);
    expect(back.ok && Reflect.get(back.value.scenario, "later")).toEqual(odd.later);
    expect(back.ok && back.warnings.map(({ path }) => path)).toContain("later");
  });

  it("that nobody would read is not made: a file is said to be the way", async () => {
    // Digests cannot be packed.
    const notes = Array.from({ length: 1_000 }, (_, i) => ({
      id: `n${i}`,
      text: createHash("sha512").update(String(i)).digest("hex"),
    }));
    const result = await encodeLink({ scenario: { ...emptyScenario(), notes }, view: {} });
    expect(result).toMatchObject({ ok: false, problems: [{ code: "too-large-for-a-link" }] });
    expect(result.ok ? "" : result.problems[0]?.says).toMatch(/\d\d,\d{3} characters, at most 65,536/);
  });
});

describe("a link that chat tools had their hands on", () => {
  const address = `https://example.org/eventyard/${shopLink}`;
  it.each([
    ["an address", address],
    ["in a sentence", `See (${address}), it hangs.`],
    ["in angle brackets", `<${address}>`],
    ["in Markdown", `[the shop](${address})`],
    ["emphasised", `_${address}_`],
    ["with a word right behind", `${address} and look at payment`],
    ["broken into lines", address.replace(/(.{72})/g, "$1\r\n")],
    ["quoted in a reply", address.replace(/(.{72})/g, "$1\n> ")],
    ["quoted-printable", address.replace(/(#s=.{70})/, "$1=\n")],
    ["with zero-width spaces", address.replace(/(.{100})/g, "$1\u200b")],
    ["with percent signs", address.replaceAll("-", "%2D").replaceAll("_", "%5F").replace("=", "%3D")],
    ["escaped twice", address.replaceAll("-", "%252D").replaceAll("_", "%255F")],
    ["with its # escaped", address.replace("#s=", "%23s%3D")],
    ["the part after #", shopLink.slice(1)],
    ["what stands after #s=", shopLink.slice(3)],
  ])("opens nevertheless: %s", async (_, text) => {
    const given = text.startsWith("s=") ? `#${text}` : text;
    const back = await decodeLink(given);
    expect(back.ok && documentText(back.value.scenario)).toBe(documentText(shop));
    expect(back.ok && back.value.view).toEqual(view);
  });

  it("opens with its dashes made long", async () => {
    const link = await dashedLink();
    expect(await decodeLink(link.replaceAll("--", "\u2014"))).toMatchObject({ ok: true, warnings: [] });
  });

  it("is found in a text, and nothing else is", () => {
    expect(hasLink(`see ${address}.`)).toBe(true);
    expect(hasLink("https://example.org/%23s%3DAQE")).toBe(true);
    expect(hasLink("https://example.org/#section=2")).toBe(false);
    expect(hasLink("{}")).toBe(false);
  });
});

describe("a link that cannot be opened says why in one sentence:", () => {
  const characters = shopLink.length - 3;

  it("cut off, with how much of it arrived", async () => {
    const problem = await problemOf(shopLink.slice(0, 503));
    expect(problem.code).toBe("link-cut-off");
    expect(problem.says).toMatch(/^The link is cut off: 500 of 1,\d{3} characters arrived\.$/);
    expect(problem.says.replace(",", "")).toContain(`of ${characters} characters`);
    expect((await problemOf(`${shopLink.slice(0, 503)}… Read more`)).says).toBe(problem.says);
    expect((await problemOf(shopLink.slice(0, 10))).says).toBe("The link is cut off: 7 characters arrived.");
  });

  it("damaged, wherever one character is another", async () => {
    for (let at = 3; at < shopLink.length; at += 7) {
      const other = shopLink[at] === "A" ? "B" : "A";
      const result = await decodeLink(shopLink.slice(0, at) + other + shopLink.slice(at + 1));
      // The last character holds bits that mean nothing.
      if (at === shopLink.length - 1) continue;
      expect(result, `character ${at}`).toMatchObject({ ok: false });
      expect(result.ok ? "" : result.problems[0]?.code).toMatch(/^link-(damaged|cut-off|too-long)$/);
    }
  });

  it("a character that no link has, and which", async () => {
    const problem = await problemOf(`${shopLink.slice(0, 100)}é${shopLink.slice(101)}`);
    expect(problem.says).toBe('The link is damaged: character 98 is "é", which no link has.');
    expect((await problemOf("#s=!")).code).toBe("link-characters");
  });

  it("made by a newer version, and by which", async () => {
    const body = deflateRawSync(`{}\n${documentText(shop)}`);
    expect((await problemOf(sealed(body, { version: 2 }))).says).toBe(
      "The link was made with link version 2, this app reads up to 1.",
    );
    expect((await problemOf(sealed(body, { flags: 3 }))).code).toBe("link-newer");
    expect((await problemOf(sealed(body, { version: 2 }).slice(0, 80))).code).toBe("link-damaged");
    expect((await problemOf(sealed(body, { version: 0 }))).code).toBe("link-damaged");
    expect((await problemOf(sealed(body, { flags: 0 }))).code).toBe("link-damaged");
  });

  it("made by a newer version's editor", async () => {
    const problem = await problemOf(linkWith(`{}\n{"format":"eventyard/9","nodes":[]}`));
    expect(problem).toMatchObject({ code: "newer-format", path: "format" });
  });

  it("longer than any link, or so it says", async () => {
    expect((await problemOf(`#s=${"A".repeat(300_000)}`)).code).toBe("link-too-long");
    const long = sealed(new Uint8Array(60_000));
    expect((await problemOf(long)).says).toBe("The link has 80,012 characters, at most 65,536 are read.");
  });

  it("empty", async () => {
    expect((await problemOf("#s=")).code).toBe("link-empty");
    expect((await problemOf("")).code).toBe("link-empty");
  });

  it("a bomb, of which no more is unpacked than the limit", async () => {
    const bomb = deflateRawSync(new Uint8Array(48_000_000));
    expect(bomb.length).toBeLessThan(48_000);
    const problem = await problemOf(sealed(bomb));
    expect(problem.says).toBe("The link expands past 4 MB and was not read any further.");
    expect(await inflate(bomb, 1_000)).toBe("too-large");
  });

  it("the checksum is right and nothing else is", async () => {
    for (const body of [
      new Uint8Array(),
      Uint8Array.from([0xff, 0xff, 0xff]),
      deflateRawSync("{}"),
      deflateRawSync(Uint8Array.from([0x7b, 0x7d, 0x0a, 0xff, 0xfe])),
      deflateRawSync(`{}\n${documentText(shop)}`).subarray(0, -4),
    ]) {
      expect((await problemOf(sealed(body))).code).toBe("link-damaged");
    }
  });

  it("with the path in the scenario, as a file does", async () => {
    const text = documentText(shop).replace('"partitions":4', '"partitions":null');
    const result = await decodeLink(linkWith(`{}\n${text}`));
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: "not-a-setting", path: expect.stringMatching(/^nodes\[\d\]\.config\.partitions$/) }],
    });
  });

  it("a key that reaches into prototypes", async () => {
    const text = documentText(shop).replace('"settings":{', '"settings":{"__proto__":{"polluted":1},');
    const problem = await problemOf(linkWith(`{}\n${text}`));
    expect(problem).toMatchObject({ code: "forbidden-key", path: "settings.__proto__" });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("a browser that cannot pack", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is told so, when a link is made and when one is opened", async () => {
    vi.stubGlobal("DecompressionStream", undefined);
    expect((await problemOf(shopLink)).says).toMatch(/^This browser cannot pack or unpack links/);
    const made = await encodeLink({ scenario: shop, view });
    expect(made).toMatchObject({ ok: false, problems: [{ code: "no-deflate" }] });
  });
});

describe("where to look", () => {
  async function readBack(json: string) {
    const result = await decodeLink(linkWith(`${json}\n${documentText(shop)}`));
    if (!result.ok) throw new Error(result.problems[0]?.says);
    return { view: result.value.view, paths: result.warnings.map(({ path }) => path) };
  }

  it.each([
    ['{"atUs":-1}', ["link.atUs"]],
    ['{"atUs":0.5}', ["link.atUs"]],
    ['{"atUs":86400000001}', ["link.atUs"]],
    ['{"atUs":"57s"}', ["link.atUs"]],
    ['{"selected":"a"}', ["link.selected"]],
    ['{"selected":["nobody",7]}', ["link.selected[0]", "link.selected[1]"]],
    ['{"drawer":"cellar"}', ["link.drawer"]],
    ['{"note":7}', ["link.note"]],
    [`{"note":"${"x".repeat(1_001)}"}`, ["link.note"]],
    ['{"camera":{"x":1}}', ["link.camera"]],
    ['{"a b":1}', ['link["a b"]']],
    ["[]", ["link"]],
    ["{", ["link"]],
    ['{"__proto__":{"note":"x"}}', ["link"]],
  ])("that cannot be read is left out and listed: %s", async (json, paths) => {
    expect(await readBack(json)).toEqual({ view: {}, paths });
  });

  it("keeps what can be read beside what cannot", async () => {
    const id = shop.nodes[0]?.id ?? "";
    expect(await readBack(`{"atUs":-1,"note":"Hello","selected":["x","${id}"]}`)).toEqual({
      view: { note: "Hello", selected: [id] },
      paths: ["link.atUs", "link.selected[0]"],
    });
  });

  it("shows no note that turns the line around, and says so", async () => {
    expect(await readBack('{"note":"pay\\u202ement"}')).toEqual({
      view: { note: "payment" },
      paths: ["link.note"],
    });
  });
});

describe("the length of an address", () => {
  it("is graded by what chat tools bear", () => {
    expect([4_000, 4_001, 8_000, 8_001].map(lengthGrade)).toEqual(["fine", "long", "long", "too-long"]);
  });
});

describe("the parts of the envelope", () => {
  it("agree with zlib and with Node's base64url", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64url");
        expect(toBase64Url(bytes)).toBe(text);
        expect([...fromBase64Url(text)]).toEqual([...bytes]);
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      }),
    );
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
});
