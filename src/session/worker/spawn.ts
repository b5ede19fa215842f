/**
 * Makes the simulator's worker. The page's policy allows a script URL only through the Trusted Types policy named here,
 * so the addresses of our other workers pass here, too.
 */
import workerUrl from "./worker.ts?worker&url";

/** What the DOM types do not have yet (https://w3c.github.io/trusted-types/dist/spec/). */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

function sameOrigin(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`not ours: ${url}`);
  return url;
}

/** Once for the page: a second policy of the same name would be refused. Without Trusted Types the rule holds all the same. */
let policy: { createScriptURL(url: string): string } | undefined;

function createPolicy(): { createScriptURL(url: string): string } {
  const rules = { createScriptURL: sameOrigin };
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypesFactory };
  return trustedTypes?.createPolicy("eventyard-worker", rules) ?? rules;
}

/** The address of a worker of ours, as the page's policy wants it. Throws for another origin's. */
export function ownScript(url: string): string {
  policy ??= createPolicy();
  return policy.createScriptURL(url);
}

/** Starts a simulator worker; it says `ready` when it listens. */
export function spawnWorker(): Worker {
  return new Worker(ownScript(workerUrl), { type: "module", name: "eventyard simulator" });
}
