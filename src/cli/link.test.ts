import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fileText } from "#scenario/canonical.ts";
import { admit } from "#scenario/admit.ts";
import { nodeIo } from "./io.ts";
import { main } from "./main.ts";

const shop = new URL("../../public/gallery/order-system.json", import.meta.url).pathname;
const admitted = admit(readFileSync(shop));
const saved = admitted.ok ? fileText(admitted.value) : "";

/** Calls the command and gathers what it wrote. */
async function call(argv: readonly string[], input?: string | Uint8Array) {
  let out = "";
  let err = "";
  const code = await main(["link", ...argv], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    write: () => {
      throw new Error("a link is no file");
    },
    read: (path, bytesMax) =>
      input === undefined
        ? nodeIo().read(path, bytesMax)
        : (typeof input === "string" ? new TextEncoder().encode(input) : input).subarray(0, bytesMax + 1),
    nowMs: () => 0,
  });
  return { code, out, err };
}

describe("eventyard link", () => {
  it("prints a link, the same each time, and prints back the scenario that is in it", async () => {
    const made = await call([shop]);
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toMatch(/^http:\/\/localhost:4173\/#s=[\w-]+\n$/);
    expect(await call([shop])).toEqual(made);
    expect(await call(["--decode", made.out.trim()])).toEqual({ code: 0, out: saved, err: "" });
    expect(await call(["--decode", "-"], `Look: <${made.out.trim()}>`)).toMatchObject({
      code: 0,
      out: saved,
    });
  });

  it("takes along a moment and a note, and says them on the error stream", async () => {
    const note = "Look\u001b[2J here";
    const made = await call([shop, "--at", "57.3s", "--note", note, "--base", "https://example.org/yard/#x"]);
    expect(made.out).toMatch(/^https:\/\/example\.org\/yard\/#s=/);
    const back = await call(["--decode", made.out.trim()]);
    expect(back).toMatchObject({ code: 0, out: saved, err: "Moment: 0:57.300\nNote: Look[2J here\n" });
    const json = await call(["--decode", made.out.trim(), "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: true,
      view: { atUs: 57_300_000, note: "Look[2J here" },
      scenario: { name: "Order system" },
      warnings: [],
    });
    const start = await call([shop, "--at", "0s", "--json"]);
    const { link, characters } = JSON.parse(start.out) as { link: string; characters: number };
    expect(characters).toBe(link.length);
    expect((await call(["--decode", link])).err).toBe("Moment: 0:00\n");
  });

  it("ends with 2 for a link that cannot be read, with the sentence that the app shows", async () => {
    const { out } = await call([shop]);
    const cut = await call(["--decode", out.slice(0, 300)]);
    expect(cut).toMatchObject({ code: 2, out: "" });
    expect(cut.err).toMatch(/The link is cut off: \d+ of 1,\d{3} characters arrived\./);
    const json = await call(["--decode", out.slice(0, 300), "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, problems: [{ code: "link-cut-off", path: "" }] });
  });

  it("ends with 1 where something was repaired or could not be read, and lists it", async () => {
    const broken = readFileSync(shop, "utf8").replace(/"to": "[^"]*"/, '"to": "nowhere"');
    const made = await call(["-"], broken);
    expect(made.code).toBe(1);
    expect(made.err).toContain("wires[0].to");
    expect(made.out).toContain("#s=");
  });

  it("reads no more of the standard input than a link may have", async () => {
    const flood = new Uint8Array(1_000_000).fill(0x41);
    expect(await call(["--decode", "-"], flood)).toMatchObject({ code: 2, out: "" });
    expect(await call(["-"], new Uint8Array(9_000_000).fill(0x20))).toMatchObject({ code: 2, out: "" });
  });

  it.each([
    [[], /SCENARIO is missing/],
    [["--decode"], /LINK is missing/],
    [[shop, "--at", "soon"], /--at is "soon"/],
    [[shop, "--base", "javascript:alert(1)"], /--base is/],
    [[shop, "--base", "yard"], /--base is/],
    [[shop, "--note", "x".repeat(1_001)], /--note has 1001 characters/],
    [["--decode", "#s=A", "--at", "1s"], /--at makes no sense/],
    [[shop, "--what"], /--what/],
  ])("ends with 2 for a wrong call (%#)", async (argv, says) => {
    const { code, out, err } = await call(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });
});
