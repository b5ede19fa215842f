/**
 * `npm start`: builds the app where needed, serves it on this machine and prints the address.
 * `--port N` or PORT chooses the port; where it is busy, the next free one is taken.
 */
import { parseArgs } from "node:util";
import { buildApp } from "./build-app.mjs";
import { serve } from "./serve.mjs";

const DEFAULT_PORT = "4173";

const { values } = parseArgs({ options: { port: { type: "string" } } });
const wanted = values.port ?? process.env["PORT"] ?? DEFAULT_PORT;
const port = Number(wanted);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`The port must be a whole number from 0 to 65535, not "${wanted}".`);
  process.exit(2);
}

const startedMs = performance.now();
const { folder, built } = await buildApp();
if (built) console.log(`Built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);

const server = await serve(folder, { port, orNextFree: true });
if (port !== 0 && server.port !== port) console.log(`Port ${port} is busy.`);
console.log(`\n  Eventyard is running at  ${server.url}\n\n  Ctrl+C stops it.\n`);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => void server.close().then(() => process.exit(0)));
}
