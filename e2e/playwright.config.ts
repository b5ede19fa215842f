import { defineConfig } from "@playwright/test";
import { findBrowser } from "../scripts/find-browser.mjs";

/** Unusual, so that nothing else listens there: a stray server of somebody else must not be tested. */
const PORT = Number(process.env["EVENTYARD_PORT"] ?? 47_613);

/** The build that is tested: several can be, beside each other. */
const BUILD = process.env["EVENTYARD_BUILD"] ?? "dist";

// Playwright's workers read this file again and inherit the environment: the search happens once.
process.env["EVENTYARD_BROWSER"] ??= (await findBrowser()).path;

/** Chromium refuses its sandbox to root. Nobody else goes without. */
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig({
  testDir: ".",
  outputDir: process.env["EVENTYARD_TEST_RESULTS"] ?? "../test-results",
  workers: 2,
  fullyParallel: true,
  // On a busy machine of two cores a browser now and then is late by seconds; who passes at the second attempt is named.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "line",
  use: {
    baseURL: `http://127.0.0.1:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["EVENTYARD_BROWSER"],
      args: [
        ...sandbox,
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
  webServer: {
    command: `node scripts/serve.mjs ${BUILD} ${PORT}`,
    cwd: "..",
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
});
