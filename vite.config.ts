import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { META_POLICY } from "./scripts/csp.mjs";
import { settingsWithoutWords } from "./scripts/settings-without-words.mjs";
import { slimLibraries } from "./scripts/slim-libraries.mjs";
import { weighSources } from "./scripts/sources.mjs";

/**
 * Puts the policy first into <head>, so that nothing loads before it binds. At build only: the development
 * server's reload code is inline and would be refused; the browser tests run against the build.
 */
function contentSecurityPolicy(): Plugin {
  return {
    name: "eventyard-content-security-policy",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html) =>
        html.replace(
          /<head>/,
          `<head>\n    <meta http-equiv="Content-Security-Policy" content="${META_POLICY}" />`,
        ),
    },
  };
}

/** In workers nothing stands in place of `src/sim/all-parts.ts`: they load what a scenario needs (`parts-loading.ts`). */
function partsOnDemand(): Plugin {
  const nothing = "\0eventyard-no-parts";
  return {
    name: "eventyard-parts-on-demand",
    enforce: "pre",
    resolveId: (source) => (source.endsWith("/all-parts.ts") ? nothing : null),
    load: (id) => (id === nothing ? "" : null),
  };
}

const sources = weighSources();

export default defineConfig({
  // Relative addresses: the build works under any path, as on GitHub Pages.
  base: "./",
  plugins: [react(), contentSecurityPolicy(), slimLibraries(), sources.forPage()],
  resolve: {
    // avsc, made for Node, asks for its `util`; `buffer` is a package of the same name.
    alias: [
      {
        find: /^util$/,
        replacement: fileURLToPath(new URL("src/schema/formats/avro/avsc-util.ts", import.meta.url)),
      },
    ],
  },
  worker: {
    format: "es",
    plugins: () => [partsOnDemand(), settingsWithoutWords(), sources.forWorkers()],
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every run needs comes in one piece, not in as many as the parts that are loaded later happen to share.
          groups: [{ name: "simulator", test: /\/src\/sim\/(?:run|frame-of|compile)\.ts$/ }],
        },
      },
    },
  },
  build: {
    target: "es2023",
    // scripts/budget.mjs reads it.
    manifest: true,
    // A preload of ours would be an inline script; every browser we support has modulepreload.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first picture needs comes in one piece, not in as many as what is loaded later happens to share.
          groups: [{ name: "first", test: /\/src\/(?:app\/App\.tsx|session\/boot\.ts)$/ }],
        },
      },
    },
  },
  test: {
    environment: "node",
    setupFiles: ["scripts/test-setup.mjs"],
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "bench/**/*.test.ts", "scripts/**/*.test.ts"],
    // Two cores are what a small machine has.
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
