/** `npm run bench`: bundles `bench/main.ts` where the sources have changed, then runs it. */
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../scripts/bundle-node.mjs";

const file = await bundleForNode("bench/main.ts", "bench", ["bench"]);
const { main } = await import(pathToFileURL(file).href);
process.exitCode = await main(process.argv.slice(2), process);
