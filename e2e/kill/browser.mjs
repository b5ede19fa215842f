/** A real Chromium on a real profile, started as a person would have it, so that it can be killed as a whole. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import { chromium } from "@playwright/test";

/**
 * @typedef {object} KillableBrowser
 * @property {import("@playwright/test").BrowserContext} context the profile's own
 * @property {() => Promise<void>} kill SIGKILL to every process of it, without a word
 */

/**
 * Starts it and connects to it.
 * @param {string} executable
 * @param {string} profile its folder
 * @returns {Promise<KillableBrowser>}
 */
export async function startBrowser(executable, profile) {
  const portFile = join(profile, "DevToolsActivePort");
  await rm(portFile, { force: true });
  const child = spawn(
    executable,
    [
      // Chromium refuses its sandbox to root. Nobody else goes without.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "--window-size=1200,800",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-gpu",
      "--disable-sync",
      "--no-first-run",
      "about:blank",
    ],
    // A group of its own, so that one signal reaches all of its processes.
    { detached: true, stdio: "ignore" },
  );
  const ended = once(child, "exit");
  const port = await portOf(portFile);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  if (context === undefined || child.pid === undefined) throw new Error("The browser has no profile.");
  const group = -child.pid;
  return {
    context,
    kill: async () => {
      process.kill(group, "SIGKILL");
      await ended;
    },
  };
}

/** @param {string} file where the browser writes its port once it listens */
async function portOf(file) {
  for (let tries = 0; tries < 600; tries++) {
    const text = await readFile(file, "utf8").catch(() => "");
    const [port] = text.split("\n");
    if (port) return port;
    await rest(25);
  }
  throw new Error("The browser did not start within 15 s.");
}
