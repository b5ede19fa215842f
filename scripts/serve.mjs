/**
 * A small static server for the built app: serves one folder and nothing outside it, on this machine only, with
 * the strict headers. Used by `npm start` and by the browser tests.
 */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { HEADER_POLICY } from "./csp.mjs";

const TYPES = /** @type {Readonly<Record<string, string>>} */ ({
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
});

const HEADERS = {
  "content-security-policy": HEADER_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * The file that an address names, or null where there is none inside `root`. Follows no link that leads outside,
 * and serves no hidden file.
 * @param {string} root absolute, without links
 * @param {string} url the request's path, as it came
 */
export async function locate(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.replace(/[?#].*$/s, ""));
  } catch {
    return null;
  }
  if (!path.startsWith("/") || /[\0\\]/.test(path)) return null;
  if (path.split("/").some((part) => part.startsWith("."))) return null;
  try {
    const file = await realpath(join(root, path.endsWith("/") ? `${path}index.html` : path));
    if (!file.startsWith(root + sep)) return null;
    const info = await stat(file);
    return info.isFile() ? { file, size: info.size } : null;
  } catch {
    return null;
  }
}

/**
 * Serves `folder` on 127.0.0.1.
 * @param {string} folder
 * @param {{ port: number, orNextFree?: boolean }} options `orNextFree`: takes the next free port where `port` is
 *   busy, at most 20 further; otherwise a busy port is an error
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function serve(folder, { port, orNextFree = false }) {
  const root = await realpath(folder);
  const server = createServer((request, response) => {
    void answer(root, request, response);
  });
  const bound = await listen(server, port, orNextFree ? 20 : 0);
  return {
    url: `http://127.0.0.1:${bound}/`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {string} root
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function answer(root, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { ...HEADERS, allow: "GET, HEAD" }).end();
    return;
  }
  const found = await locate(root, request.url ?? "");
  if (!found) {
    response.writeHead(404, { ...HEADERS, "content-type": "text/plain; charset=utf-8" }).end("Not found\n");
    return;
  }
  // Names under assets/ carry a hash of their content; all others may change with the next build.
  const cache = found.file.startsWith(join(root, "assets") + sep)
    ? "public, max-age=31536000, immutable"
    : "no-cache";
  response.writeHead(200, {
    ...HEADERS,
    "content-type": TYPES[extname(found.file)] ?? "application/octet-stream",
    "content-length": found.size,
    "cache-control": cache,
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  createReadStream(found.file)
    .on("error", () => response.destroy())
    .pipe(response);
}

/**
 * @param {import("node:http").Server} server
 * @param {number} port
 * @param {number} further how many following ports may be tried
 * @returns {Promise<number>} the port that was taken
 */
function listen(server, port, further) {
  return new Promise((resolve, reject) => {
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE" && further > 0) resolve(listen(server, port + 1, further - 1));
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => {
      server.removeAllListeners("error");
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

// As a command: node scripts/serve.mjs FOLDER PORT. Playwright starts it so.
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder = "dist", port = "4173"] = process.argv.slice(2);
  const { url } = await serve(folder, { port: Number(port) });
  console.log(`Serving ${folder} on ${url}`);
}
