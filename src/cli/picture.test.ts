import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeIo, type Io } from "./io.ts";
import { main } from "./main.ts";

const crash = new URL("../../public/gallery/crash-and-session-timeout.json", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "eventyard-"));
afterAll(() => rmSync(folder, { recursive: true }));

const node = nodeIo();

async function call(...argv: readonly string[]) {
  let [out, err] = ["", ""];
  const io: Io = {
    ...node,
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
  };
  const code = await main(["picture", ...argv], io);
  return { code, out, err };
}

describe("eventyard picture", () => {
  it("prints the SVG of a moment, the same each time", async () => {
    const first = await call(crash, "--at", "57s");
    expect(first).toEqual(await call(crash, "--at", "57000ms"));
    expect(first.code).toBe(0);
    expect(first.err).toBe("");
    expect(first.out).toMatch(/^<svg xmlns=/);
    expect(first.out).toContain(">at 0:57 · seed crash</text>");
    expect(first.out).toContain(">crashed</text>");
  });

  it("draws the document as it is before the run without a moment, and no heading where none is wanted", async () => {
    const { out } = await call(crash, "--plain");
    expect(out).toContain("before the run");
    expect(out).not.toContain('font-size="20"');
    expect(out).not.toContain(">lag ");
  });

  it("takes the theme, the seed and the scale", async () => {
    const [light, dark, other, large] = await Promise.all([
      call(crash, "--at", "5s"),
      call(crash, "--at", "5s", "--theme", "dark"),
      call(crash, "--at", "5s", "--seed", "7"),
      call(crash, "--at", "5s", "--scale", "2"),
    ]);
    expect(light.out).toContain("#f6f7f9");
    expect(dark.out).toContain("#111419");
    expect(other.out).toContain("seed 7");
    const width = (svg: string): number => Number(/ width="(\d+)"/.exec(svg)?.[1]);
    expect(width(large.out)).toBe(2 * width(light.out));
  });

  it("writes a PNG of twice the size, and overwrites a file only when told to", async () => {
    const out = join(folder, "crash.png");
    expect(await call(crash, "--at", "20s", "--out", out)).toEqual({ code: 0, out: "", err: "" });
    const png = readFileSync(out);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    const svg = (await call(crash, "--at", "20s")).out;
    expect(png.readUInt32BE(16)).toBe(2 * Number(/ width="(\d+)"/.exec(svg)?.[1]));
    writeFileSync(out, "mine");
    const refused = await call(crash, "--at", "20s", "--out", out);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("exists; --force overwrites it");
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect((await call(crash, "--at", "20s", "--out", out, "--force")).code).toBe(0);
    expect(readFileSync(out).length).toBe(png.length);
  });

  it("says that a run is over before the moment, and draws its end", async () => {
    const { code, err, out } = await call(crash, "--at", "2h");
    expect(code).toBe(0);
    expect(err).toContain("The run is over at 150 s");
    expect(out).toContain(">at 2:30 · ");
  });

  it.each([
    [["--out", "a.jpg"], "must end in .svg or .png"],
    [["--theme", "blue"], "must be light or dark"],
    [["--scale", "99"], "must be 0.1 to 8"],
    [["--at", "soon"], "--at is"],
    [["--seed", ""], "--seed must have"],
  ])("refuses %j with what is possible", async (options, says) => {
    const { code, err } = await call(crash, ...options);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });

  it("says why a file cannot be written or read, and leaves nothing behind", async () => {
    const nowhere = join(folder, "no", "such", "folder.svg");
    const { code, err } = await call(crash, "--out", nowhere);
    expect(code).toBe(2);
    expect(err).toContain("cannot be written");
    expect(existsSync(nowhere)).toBe(false);
    expect((await call(join(folder, "missing.json"))).code).toBe(2);
  });
});
