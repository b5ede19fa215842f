/**
 * Writes `.oxlintrc.json` from the table of rooms (`npm run lint:config`). The file is kept in the repository, so
 * that editors find it; `src/tidy.test.ts` fails where the two differ.
 */
import { writeFileSync } from "node:fs";
import { IMPURE_GLOBALS, IMPURE_MATH, ROOMS } from "./rooms.mjs";

/** Files that prove or support tests: they may use test packages and Node. */
const TEST_FILES = ["**/*.test.ts", "**/*.test.tsx", "**/*.fixture.ts"];

/**
 * Patterns that allow packages and their subpaths. A pattern without a slash matches the last part of any
 * specifier ("react" also "@xyflow/react"), so whatever has a slash is refused again before what may have one.
 * @param {readonly string[]} packages
 */
function allowPackages(packages) {
  const plain = packages
    .filter((name) => !name.includes("/"))
    .map((name) => (name === "node:" ? "node:*" : name));
  const scoped = packages.filter((name) => name.includes("/"));
  return [
    ...plain.map((name) => `!${name}`),
    "*/**",
    ...plain.map((name) => `!${name}/**`),
    ...scoped.flatMap((name) => [`!${name}`, `!${name}/**`]),
  ];
}

/**
 * The import rule of one room: everything is refused but what is listed. It has to be ONE pattern group, since a
 * negation re-allows a specifier for all groups of the rule.
 * @param {string} name
 * @param {import("./rooms.mjs").Room} room
 * @param {{ anyPackage: boolean }} options
 */
function imports(name, room, { anyPackage }) {
  const rooms = room.may.length > 0 ? room.may.join(", ") : "none";
  const packages = room.packages.length > 0 ? room.packages.join(", ") : "none";
  const message = `${name} may import rooms: ${rooms} (top-level files and registries); packages: ${packages}. Leave the directory by #room/file.ts, never by "..".`;
  const group = [
    // Tests may use any package, but no other room.
    ...(anyPackage ? ["#*/**", "../**"] : ["*", "**", ...allowPackages(room.packages), "!./**"]),
    `!#${name}/**`,
    ...room.may.flatMap((other) => [`!#${other}/*`, `!#${other}/**/index.ts`]),
    ...(room.inside ?? []).map((other) => `!#${other}/**`),
  ];
  return ["error", { patterns: [{ group, message }] }];
}

const PURE_RULES = {
  "no-restricted-globals": [
    "error",
    ...Object.entries(IMPURE_GLOBALS).map(([name, message]) => ({ name, message })),
  ],
  "no-restricted-properties": [
    "error",
    ...IMPURE_MATH.map((property) => ({
      object: "Math",
      property,
      message: "Engines differ in it, or it is chance; use #base and #sim/kernel.",
    })),
    { property: "localeCompare", message: "It differs between machines; compare by code units." },
    { property: "toLocaleString", message: "It differs between machines." },
  ],
  "no-console": "error",
};

/** The whole configuration as an object. */
export function lintConfig() {
  const overrides = Object.entries(ROOMS).flatMap(([name, room]) => [
    {
      files: [`src/${name}/**`],
      rules: {
        "no-restricted-imports": imports(name, room, { anyPackage: false }),
        ...(room.pure ? PURE_RULES : {}),
      },
    },
    {
      files: TEST_FILES.map((pattern) => `src/${name}/${pattern}`),
      rules: { "no-restricted-imports": imports(name, room, { anyPackage: true }) },
    },
  ]);
  return {
    $schema: "./node_modules/oxlint/configuration_schema.json",
    plugins: ["typescript", "unicorn", "oxc", "import", "react"],
    categories: { correctness: "error" },
    env: { builtin: true, es2024: true, browser: true, node: true, worker: true },
    ignorePatterns: ["dist/**", "dist-cli/**", "tools/**", "bench/results/**"],
    rules: {
      "import/no-cycle": "error",
      "import/no-default-export": "error",
      "import/default": "off",
      "import/no-unassigned-import": "off",
      "typescript/consistent-type-imports": "error",
      "typescript/no-explicit-any": "error",
      "typescript/no-floating-promises": "error",
      "typescript/no-misused-promises": "error",
      "react/react-in-jsx-scope": "off",
      "react/rules-of-hooks": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      eqeqeq: "error",
      "max-lines": ["warn", { max: 400 }],
      "max-lines-per-function": ["warn", { max: 60, skipBlankLines: true, skipComments: true }],
    },
    overrides: [
      ...overrides,
      { files: ["**/*.test.ts", "**/*.test.tsx", "e2e/**"], rules: { "max-lines-per-function": "off" } },
      // It proves that the browser refuses what we refuse.
      {
        files: ["e2e/security.spec.ts"],
        rules: { "no-eval": "off", "no-new-func": "off", "typescript/no-implied-eval": "off" },
      },
      { files: ["*.config.ts", "e2e/*.config.ts"], rules: { "import/no-default-export": "off" } },
    ],
  };
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(new URL("../.oxlintrc.json", import.meta.url), `${JSON.stringify(lintConfig(), null, 2)}\n`);
}
