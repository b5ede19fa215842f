#!/usr/bin/env node
/**
 * The headless command: `npx eventyard …` or `npm run eventyard -- …`. Bundles `src/cli/main.ts` where the sources
 * have changed, then runs it. Exit codes are those of main(): 0 ok, 1 a finding, 2 bad usage or input, 3 our fault.
 */
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../scripts/bundle-node.mjs";

const OUR_FAULT = 3;

try {
  const file = await bundleForNode("src/cli/main.ts", "eventyard");
  const { main } = await import(pathToFileURL(file).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error("eventyard: this is a fault of ours, not of your input.");
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = OUR_FAULT;
}
