/**
 * Makes one plain JavaScript file for Node of a TypeScript entry of ours. Node 20 does not read TypeScript; what
 * runs on the command line is bundled into `dist-cli/` first, where the sources have changed.
 */
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isStale } from "./freshness.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUTPUT = join(ROOT, "dist-cli");

/**
 * @param {string} entry from the project's root, e.g. "src/cli/main.ts"
 * @param {string} name of the bundle, without extension
 * @param {readonly string[]} [sources] what it is made of, besides `src/` and the project's configuration
 * @returns {Promise<string>} the file's absolute path
 * @throws {Error} where the sources do not build
 */
export async function bundleForNode(entry, name, sources = []) {
  const file = join(OUTPUT, `${name}.mjs`);
  const from = ["src", "package.json", "scripts/bundle-node.mjs", ...sources];
  if (
    !isStale(
      file,
      from.map((source) => join(ROOT, source)),
    )
  )
    return file;
  const { build } = await import("vite");
  // Built aside and then moved: two commands at a time must not read each other's half.
  const aside = join(OUTPUT, `.${name}-${process.pid}`);
  mkdirSync(OUTPUT, { recursive: true });
  try {
    await build({
      root: ROOT,
      configFile: false,
      logLevel: "silent",
      publicDir: false,
      ssr: { noExternal: true, target: "node" },
      build: {
        ssr: join(ROOT, entry),
        outDir: aside,
        target: "node20",
        minify: false,
        sourcemap: "inline",
        rolldownOptions: {
          // Tools that look for files beside themselves stay where they are.
          external: ["@playwright/test", "vite"],
          // V8 folds top-level constants into the code that it makes, variables it does not.
          output: { entryFileNames: `${name}.mjs`, codeSplitting: false, topLevelVar: false },
        },
      },
    });
    renameSync(join(aside, basename(file)), file);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return file;
}
