/**
 * The rules of the house, as tests; and for each check, that it can fail. A check that saw nothing passes, too:
 * so the tiny fixtures below break every rule once, and each break must be reported.
 */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { grown, sourcesOf } from "../scripts/budget-growth.mjs";
import { LIMITS_KB, weigh } from "../scripts/budget.mjs";
import { findBrowser } from "../scripts/find-browser.mjs";
import { lintConfig } from "../scripts/lint-config.mjs";
import { IMPURE_GLOBALS, IMPURE_MATH, ROOMS, type Room } from "../scripts/rooms.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OXLINT = join(ROOT, "node_modules/.bin/oxlint");

/** Fewer source files than this, and the listing below looked into the wrong folder. */
const FILES_AT_LEAST = 60;

const rooms = Object.entries<Room>(ROOMS);
const pureRooms = rooms.filter(([, room]) => room.pure).map(([name]) => name);

/** All files under a folder of the project, as paths from its root. */
function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

const sources = filesUnder("src").filter((path) => [".ts", ".tsx"].includes(extname(path)));
/** The folders of `src/` that hold code. */
const folders = new Set(
  sources.map((path) => path.split("/")).flatMap(([, name, rest]) => (rest && name ? [name] : [])),
);
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const isTest = (path: string): boolean => /\.(test|fixture)\.tsx?$/.test(path);

interface Finding {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
  readonly line: number;
}

/** Lints a folder with the project's own configuration. */
function lint(folder: string): Finding[] {
  const { stdout, stderr } = spawnSync(OXLINT, ["--format", "json", "."], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (!stdout.startsWith("{")) throw new Error(`oxlint did not run: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; filename: string; message: string; labels: { span: { line: number } }[] }[];
  };
  return diagnostics.map(({ code, filename, message, labels }) => ({
    code,
    filename,
    message,
    line: labels[0]?.span.line ?? 0,
  }));
}

/** A house of our shape in which each file holds what a test says. */
function house(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "eventyard-tidy-"));
  cpSync(join(ROOT, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe("the rooms", () => {
  it("are seen at all", () => {
    expect(sources.length).toBeGreaterThan(FILES_AT_LEAST);
    expect(sources).toContain("src/tidy.test.ts");
  });

  it("are the folders of src/, each of them and no other", () => {
    const due = rooms.filter(([name, room]) => !room.planned || folders.has(name)).map(([name]) => name);
    expect([...folders].toSorted()).toEqual(due.toSorted());
  });

  it("hold all code but the composition root and this test", () => {
    const loose = readdirSync(join(ROOT, "src"), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    expect(loose.toSorted()).toEqual(["main.tsx", "tidy.test.ts"]);
  });

  it("import only what stands before them, without a circle", () => {
    const settled = new Set<string>();
    const settle = (name: string, path: readonly string[]): void => {
      expect(path, `a circle: ${[...path, name].join(" > ")}`).not.toContain(name);
      if (settled.has(name)) return;
      expect(ROOMS, `${name} is no room`).toHaveProperty(name);
      ROOMS[name]?.may.forEach((other) => settle(other, [...path, name]));
      settled.add(name);
    };
    rooms.forEach(([name]) => settle(name, []));
    expect(settled.size).toBe(rooms.length);
  });

  it("are written into the linter's configuration as the table says", () => {
    expect(JSON.parse(read(".oxlintrc.json")), "run: npm run lint:config").toEqual(
      JSON.parse(JSON.stringify(lintConfig())),
    );
  });
});

describe("the import check", () => {
  /** Line n of a room's file imports the nth of these, none of which is allowed to every room. */
  const packages = [
    "react",
    "node:fs",
    "@xyflow/react",
    "uplot",
    "zustand",
    "valibot",
    "left-pad",
    "left-pad/react",
    "react/jsx-runtime",
  ];
  const names = rooms.map(([name]) => name);
  const specifiers = [
    ...names.map((name) => `#${name}/face.ts`),
    ...names.map((name) => `#${name}/private/inner.ts`),
    ...names.map((name) => `#${name}/private/index.ts`),
    ...packages,
    "../elsewhere.ts",
    "../../scripts/rooms.mjs",
    "./sibling.ts",
    "./inner/own.ts",
  ];
  const statements = [
    (specifier: string, n: number) => `import { a as a${n} } from "${specifier}"; use(a${n});`,
    (specifier: string, n: number) => `import type { a as a${n} } from "${specifier}"; use<a${n}>();`,
    (specifier: string, n: number) => `export { a as a${n} } from "${specifier}";`,
    (specifier: string, n: number) => `export const a${n} = import("${specifier}");`,
  ];

  /** What the table says of one room, in words of its own and not of the linter's configuration. */
  function mayImport(name: string, room: Room, specifier: string, inTest: boolean): boolean {
    if (specifier.startsWith("./")) return true;
    if (specifier.startsWith("../")) return false;
    const [, other, rest] = /^#([^/]+)\/(.*)$/.exec(specifier) ?? [];
    if (other !== undefined && rest !== undefined) {
      if (other === name || room.inside?.includes(other)) return true;
      return room.may.includes(other) && (!rest.includes("/") || rest.endsWith("/index.ts"));
    }
    return (
      inTest ||
      room.packages.some((one) =>
        one === "node:" ? specifier.startsWith(one) : specifier === one || specifier.startsWith(`${one}/`),
      )
    );
  }

  const text = (statement: (specifier: string, n: number) => string): string =>
    specifiers.map((specifier, n) => statement(specifier, n)).join("\n");
  let refused: ReadonlySet<string>;
  let folder: string;
  beforeAll(() => {
    const files: Record<string, string> = {};
    for (const name of names) {
      statements.forEach((statement, form) => (files[`src/${name}/form-${form}.ts`] = text(statement)));
      files[`src/${name}/deep/form-0.ts`] = text(statements[0] ?? String);
      files[`src/${name}/form-0.test.ts`] = text(statements[0] ?? String);
    }
    folder = house(files);
    const found = lint(folder).filter(({ code }) => code.includes("no-restricted-imports"));
    refused = new Set(found.map(({ filename, line }) => `${filename}:${line}`));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(rooms)("refuses to %s exactly what the table does not allow", (name, room) => {
    const files = [...statements.keys()].map((form) => `form-${form}.ts`);
    for (const file of [...files, "deep/form-0.ts", "form-0.test.ts"]) {
      const judged = specifiers.filter((_, at) => refused.has(`src/${name}/${file}:${at + 1}`));
      const wanted = specifiers.filter(
        (specifier) => !mayImport(name, room, specifier, file.includes(".test.")),
      );
      expect(judged, `${name}/${file}`).toEqual(wanted);
      expect(judged.length).toBeGreaterThan(0);
    }
  });
});

describe("the other checks of the linter", () => {
  const impure = Object.keys(IMPURE_GLOBALS);
  const bad: Readonly<Record<string, readonly string[]>> = {
    "src/sim/impure.ts": [
      ...impure.map((name) => `use(${name});`),
      ...IMPURE_MATH.map((name) => `use(Math.${name});`),
      `use("a".localeCompare("b"));`,
    ],
    "src/app/sloppy.ts": [
      `export default 1;`,
      `export const loose: any = 1;`,
      `use(eval("1"));`,
      `use(new Function("1"));`,
      `if (loose == 2) use(loose);`,
      `import { Shape } from "./shape.ts"; export const shape = (given: Shape): Shape => given;`,
    ],
    "src/base/one.ts": [`import { two } from "./two.ts"; export const one = (): number => two();`],
    "src/base/two.ts": [`import { one } from "./one.ts"; export const two = (): number => one();`],
  };
  let found: readonly Finding[];
  let folder: string;
  beforeAll(() => {
    folder = house({
      ...Object.fromEntries(Object.entries(bad).map(([path, lines]) => [path, lines.join("\n")])),
      "src/app/shape.ts": "export interface Shape { readonly size: number }",
    });
    found = lint(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const cases = Object.entries(bad).flatMap(([path, lines]) =>
    lines.map((line, at) => ({ path, at: at + 1, line })),
  );
  it.each(cases)("refuse in $path: $line", ({ path, at }) => {
    expect(found.filter(({ filename, line }) => filename === path && line === at)).not.toEqual([]);
  });
});

describe("the pure rooms", () => {
  const pureFiles = sources.filter(
    (path) => pureRooms.some((room) => path.startsWith(`src/${room}/`)) && !isTest(path),
  );
  const code = (path: string): string =>
    read(path)
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/(^|\s)\/\/.*$/gm, "");

  it("are seen at all", () => {
    expect(pureRooms).toContain("sim");
    expect(pureFiles.filter((path) => path.startsWith("src/sim/")).length).toBeGreaterThan(10);
  });

  it("use no function of Math that engines may compute differently, by whatever name", () => {
    const pattern = new RegExp(
      `Math\\s*(\\?\\.|\\.)\\s*(${IMPURE_MATH.join("|")})\\b|Math\\s*\\[|=\\s*Math\\b(?!\\.)`,
    );
    expect(pattern.test("Math.log(2)")).toBe(true);
    expect(pattern.test("const { exp } = Math;")).toBe(true);
    expect(pattern.test("Math.floor(2)")).toBe(false);
    expect(pureFiles.filter((path) => pattern.test(code(path)))).toEqual([]);
  });

  it("use no ** operator, which engines may round differently", () => {
    expect(pureFiles.filter((path) => /[\w)\]]\s*\*\*=?\s*[\w(]/.test(code(path)))).toEqual([]);
  });

  it("switch none of these rules off", () => {
    const pattern = /lint-disable(-next-line|-line)?\s*(\*\/|--|$|.*(no-restricted|no-console|import\/))/m;
    expect(pattern.test("// oxlint-disable-next-line no-restricted-globals")).toBe(true);
    expect(pattern.test("/* eslint-disable */")).toBe(true);
    expect(pattern.test("// oxlint-disable-next-line typescript/no-explicit-any -- why")).toBe(false);
    expect(pureFiles.filter((path) => pattern.test(read(path)))).toEqual([]);
  });
});

describe("the size budget", () => {
  const entry = { "index.html": { file: "assets/index.js", isEntry: true, imports: ["shared"] } };
  const shared = {
    shared: { file: "assets/shared.js" },
    lazy: { file: "assets/lazy.js" },
    "src/schema-editor/monaco/text-editor.ts": { file: "assets/text-editor.js", imports: ["shared"] },
  };
  const schemas = { "text-editor.js": 800, "editor.worker-1.js": 90, "registrar-1.js": 100 };
  const folders: string[] = [];
  /** A build whose files have so many kB that no compression makes smaller. */
  function built(manifest: object, sizesKb: Readonly<Record<string, number>>): string {
    const folder = mkdtempSync(join(tmpdir(), "eventyard-budget-"));
    folders.push(folder);
    mkdirSync(join(folder, ".vite"));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, ".vite/manifest.json"), JSON.stringify(manifest));
    for (const [name, kb] of Object.entries(sizesKb)) {
      writeFileSync(join(folder, "assets", name), randomBytes(kb * 1000));
    }
    return folder;
  }
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  const half = LIMITS_KB.initial / 2;

  it("counts what the entry imports, not what loads later", () => {
    const page = { "index.js": half - 5, "shared.js": half - 5, "lazy.js": 500 };
    const lines = weigh(built({ ...entry, ...shared }, { ...page, ...schemas, "worker-1.js": 10 }));
    expect(lines.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  });

  it("refuses an entry and a worker that are too large", () => {
    const page = { "index.js": half, "shared.js": half + 5 };
    const workers = { "worker-1.js": LIMITS_KB.worker + 5, "registrar-1.js": LIMITS_KB.schemaWorker + 5 };
    const lines = weigh(built({ ...entry, ...shared }, { ...page, ...schemas, ...workers }));
    expect(lines.map(({ ok }) => ok)).toEqual([false, false, true, true, false]);
  });

  it("weighs the text editor without what the entry has loaded, and refuses one that the entry loads", () => {
    const page = { "index.js": 10, "shared.js": 50, "worker-1.js": 1 };
    const apart = weigh(built({ ...entry, ...shared }, { ...page, ...schemas }));
    expect(apart[2]?.files).toEqual(["assets/text-editor.js"]);
    const { "index.html": index } = entry;
    const eager = { ...index, imports: [...index.imports, "src/schema-editor/monaco/text-editor.ts"] };
    const lines = weigh(built({ "index.html": eager, ...shared }, { ...page, ...schemas }));
    expect(lines[0]?.ok).toBe(false);
  });

  it("names what has grown, packages as a whole", () => {
    const page = { "index.js": 10, "shared.js": 5, "worker-1.js": 1 };
    const folder = built({ ...entry, ...shared }, { ...page, ...schemas });
    const app = {
      "src/app/App.tsx": 700,
      "node_modules/@some/flow/a.js": 2000,
      "node_modules/@some/flow/b.js": 1000,
    };
    const sources = { "assets/index.js": app, "assets/shared.js": { "src/app/App.tsx": 300 } };
    writeFileSync(join(folder, ".vite/sources.json"), JSON.stringify(sources));
    const is = sourcesOf(folder, weigh(folder)[0]!);
    expect(is).toEqual({ "node_modules/@some/flow": 3000, "src/app/App.tsx": 1000 });
    expect(grown({ "node_modules/@some/flow": 2990, "src/app/App.tsx": 900 }, is)).toEqual([
      "src/app/App.tsx +100 B (to 1000)",
    ]);
    expect(grown({}, is)[0]).toBe("node_modules/@some/flow +3000 B (to 3000)");
  });

  it("refuses to weigh nothing", () => {
    expect(() => weigh(built({}, { "worker-1.js": 1 }))).toThrow("no entry");
    expect(() => weigh(built(entry, { "index.js": 1 }))).toThrow("no worker");
    expect(() => weigh(built(entry, { "index.js": 1, "worker-1.js": 1 }))).toThrow("no chunk of its own");
  });
});

describe("the search for a browser", () => {
  it("refuses a named one that does not start, and looks for no other", async () => {
    vi.stubEnv("EVENTYARD_BROWSER", join(ROOT, "package.json"));
    await expect(findBrowser({ fetch: false })).rejects.toThrow("does not start");
    vi.unstubAllEnvs();
  });
});

describe("the project", () => {
  it("shows its true tree in the README", () => {
    const tree = /<!-- tree -->\s*```\n([\s\S]*?)```/.exec(read("README.md"))?.[1] ?? "";
    const told = [...tree.matchAll(/^ {2}([a-z-]+)\/ /gm)].map(([, name]) => name ?? "");
    expect(told.toSorted()).toEqual([...folders].toSorted());
    const top = [...tree.matchAll(/^([a-z0-9.-]+)\/(?: |$)/gm)].map(([, name]) => name ?? "");
    const real = readdirSync(ROOT, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() &&
          !/^(\.git|node_modules|dist|dist-cli|test-results|playwright-report)$/.test(entry.name),
      )
      .map((entry) => entry.name);
    expect(top.toSorted()).toEqual(real.toSorted());
  });

  it("gives a reason for each dependency in the README", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    const cells = [...read("README.md").matchAll(/^\| ([^|]+) \| [^|]{10,} \|$/gm)].flatMap(([, cell]) =>
      cell?.split(", "),
    );
    const untold = Object.keys(dependencies).filter((name) => !cells.includes(name));
    expect(untold).toEqual([]);
  });

  it("pins the versions of everything that it runs with", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("has no barrel: an index.ts registers, it does not only pass on", () => {
    const barrels = sources.filter(
      (path) => path.endsWith("/index.ts") && /^export \* from/m.test(read(path)),
    );
    expect(barrels).toEqual([]);
  });

  it("names files in kebab-case and components in PascalCase", () => {
    const odd = sources.filter((path) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.property)?(\.(test|fixture|d))?\.tsx?$/.test(name) &&
        !/^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/.test(name)
      );
    });
    expect(odd).toEqual([]);
  });
});
