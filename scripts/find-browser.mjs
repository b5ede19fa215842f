/**
 * Finds a Chromium for the browser tests, and fetches one where there is none. In this order:
 *
 * 1. the one that EVENTYARD_BROWSER names (where it does not start, that is an error: somebody meant it);
 * 2. the one that Playwright installed;
 * 3. Chromium, Chrome or Edge of the system;
 * 4. the copy packed in an npm package, on Linux x64: `tools/browser/`, fetched only now, with a lock of its own;
 * 5. Debian's `chromium` package, where we are root;
 * 6. none: one message that says what to do.
 *
 * Each candidate is run once (`--version`) before it is taken, so a broken one is passed over.
 * As a command: `node scripts/find-browser.mjs` prints what it found.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createBrotliDecompress } from "node:zlib";

/**
 * A browser that started. `version` is its own answer, e.g. "Chromium 147.0.7727.15"; `origin` says where it is from.
 * @typedef {{ path: string, version: string, origin: string }} Browser
 */

const TOOLS = fileURLToPath(new URL("../tools/browser/", import.meta.url));
const CACHE = join(TOOLS, ".cache");

const HELP = `No Chromium was found, and none could be fetched. The browser tests need one. Any of these helps:
  - install Chromium, Chrome or Edge with your system's package manager;
  - npx playwright install chromium;
  - EVENTYARD_BROWSER=/path/to/chromium npm test.`;

/**
 * The first browser that starts.
 * @param {{ fetch?: boolean, log?: (line: string) => void }} [options] `fetch`: whether to download one where
 *   the machine has none
 * @returns {Promise<Browser>}
 * @throws {Error} with what to do, where no browser starts
 */
export async function findBrowser({ fetch = true, log = (line) => console.error(line) } = {}) {
  const named = process.env["EVENTYARD_BROWSER"];
  if (named) {
    const browser = tryOut(named, "named by EVENTYARD_BROWSER");
    if (browser) return browser;
    throw new Error(`EVENTYARD_BROWSER names ${named}, which does not start (tried with --version).`);
  }
  for (const path of await ownOfPlaywright()) {
    const browser = tryOut(path, "installed by Playwright");
    if (browser) return browser;
  }
  for (const path of ofSystem()) {
    const browser = tryOut(path, "installed on this system");
    if (browser) return browser;
  }
  if (fetch) {
    for (const source of [packedInNpm, packagedByDebian]) {
      const browser = await source(log).catch((/** @type {unknown} */ error) => {
        log(`  ${error instanceof Error ? error.message : String(error)}`);
        return null;
      });
      if (browser) return browser;
    }
  }
  throw new Error(HELP);
}

/**
 * Runs a candidate; null where it is missing or does not answer.
 * @param {string} path
 * @param {string} origin
 * @returns {Browser | null}
 */
function tryOut(path, origin) {
  if (!existsSync(path)) return null;
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === "win32") return { path, version: "not asked", origin };
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 30_000 });
  const version = stdout?.trim() ?? "";
  return status === 0 && version !== "" ? { path, version, origin } : null;
}

/** @returns {Promise<string[]>} */
async function ownOfPlaywright() {
  const { chromium } = await import("@playwright/test");
  const full = chromium.executablePath();
  // `playwright install --only-shell` puts the headless one into a sibling folder.
  const store = full.replace(/[\\/]chromium-\d+[\\/].*$/, "");
  const shells = (existsSync(store) ? readdirSync(store) : [])
    .filter((name) => name.startsWith("chromium_headless_shell-"))
    .flatMap((name) => readdirSync(join(store, name)).map((inner) => join(store, name, inner)))
    .flatMap((folder) => ["headless_shell", "chrome-headless-shell"].map((file) => join(folder, file)));
  return [full, ...shells];
}

/** @returns {string[]} */
function ofSystem() {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
  ];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const apps = ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((app) =>
    ["/Applications", join(homedir(), "Applications")].map((folder) =>
      join(folder, `${app}.app`, "Contents", "MacOS", app),
    ),
  );
  const windows = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
    .flatMap((variable) => process.env[variable] ?? [])
    .flatMap((folder) => [
      join(folder, "Google", "Chrome", "Application", "chrome.exe"),
      join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
    ]);
  return process.platform === "win32" ? windows : process.platform === "darwin" ? apps : onPath;
}

/**
 * The binary that an npm package carries for other uses. Only the file is taken: the flags that the package
 * recommends switch the browser's security off, which these tests are about.
 * @param {(line: string) => void} log
 * @returns {Promise<Browser | null>}
 */
async function packedInNpm(log) {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const origin = "packed in npm (tools/browser)";
  const binary = join(CACHE, "chromium");
  const wrapper = join(CACHE, "chromium-with-libraries.sh");
  const require = createRequire(join(TOOLS, "package.json"));
  const packed = join(TOOLS, "node_modules", "@sparticuz", "chromium", "bin");
  if (!existsSync(binary)) {
    if (!existsSync(packed)) {
      log("No browser here: fetching the copy packed in npm (67 MB, once) …");
      run("npm", ["ci", "--prefix", TOOLS, "--no-audit", "--no-fund", "--loglevel=error"]);
    }
    mkdirSync(CACHE, { recursive: true });
    await unpack(join(packed, "chromium.br"), createWriteStream(`${binary}.part`));
    chmodSync(`${binary}.part`, 0o755);
    renameSync(`${binary}.part`, binary);
  }
  const hasFonts = existsSync("/etc/fonts/fonts.conf");
  const alone = hasFonts ? tryOut(binary, origin) : null;
  if (alone) return alone;
  // The machine lacks libraries (NSS) or fonts: the package carries both.
  const archives = "tar-fs";
  const { extract } = /** @type {{ extract: (folder: string) => NodeJS.WritableStream }} */ (
    require(archives)
  );
  for (const name of ["al2023", "fonts"]) {
    await unpack(join(packed, `${name}.tar.br`), extract(join(CACHE, name)));
  }
  const fontsFile = join(CACHE, "fonts.conf");
  writeFileSync(
    fontsFile,
    `<?xml version="1.0"?><fontconfig><dir>${join(CACHE, "fonts")}</dir><cachedir>${join(CACHE, "font-cache")}</cachedir></fontconfig>\n`,
  );
  const fonts = hasFonts ? "" : `export FONTCONFIG_FILE="${fontsFile}"\n`;
  const libraries = `export LD_LIBRARY_PATH="${join(CACHE, "al2023", "lib")}:$LD_LIBRARY_PATH"\n`;
  writeFileSync(wrapper, `#!/bin/sh\n${libraries}${fonts}exec "${binary}" "$@"\n`, { mode: 0o755 });
  return tryOut(wrapper, `${origin}, with its libraries`);
}

/**
 * @param {string} file brotli
 * @param {NodeJS.WritableStream} target
 */
async function unpack(file, target) {
  mkdirSync(dirname(file), { recursive: true });
  await pipeline(createReadStream(file), createBrotliDecompress(), target);
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<Browser | null>}
 */
async function packagedByDebian(log) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  if (!/^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"))) return null;
  log("Installing Debian's chromium …");
  run("apt-get", ["update", "-q"]);
  run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"]);
  return tryOut("/usr/bin/chromium", "installed from Debian");
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0) {
    throw new Error(
      `${command} ${args[0]} failed: ${error?.message ?? stderr.trim().split("\n").slice(-3).join(" ")}`,
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    const { path, version, origin } = await findBrowser();
    console.log(`${path}\n${version}, ${origin}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
