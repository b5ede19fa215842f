/** Builds the app into `dist/` where its sources are newer than the last build. */
import { fileURLToPath } from "node:url";
import { isStale } from "./freshness.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** @param {string} name */
const at = (name) => `${ROOT}${name}`;

const SOURCES = ["src", "public", "index.html", "vite.config.ts", "scripts/csp.mjs", "package.json"];

/**
 * @param {{ always?: boolean, quiet?: boolean }} [options]
 * @returns {Promise<{ folder: string, built: boolean }>} the folder, and whether it had to be built
 */
export async function buildApp({ always = false, quiet = true } = {}) {
  const folder = at("dist");
  if (!always && !isStale(at("dist/index.html"), SOURCES.map(at))) return { folder, built: false };
  const { build } = await import("vite");
  await build({ root: ROOT, configFile: at("vite.config.ts"), logLevel: quiet ? "warn" : "info" });
  return { folder, built: true };
}
