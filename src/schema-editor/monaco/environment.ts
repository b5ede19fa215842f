/**
 * What Monaco asks of the page, set before its code is loaded: where its worker is, and one Trusted Types policy in the
 * place of the dozen that it would make. Its HTML is lines of text that it has escaped itself.
 */
import workerUrl from "monaco-editor/editor/editor.worker?worker&url";

interface Rules {
  readonly createHTML?: (html: string) => string;
  readonly createScriptURL?: (url: string) => string;
}

interface Policy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

function sameOrigin(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`not ours: ${url}`);
  return url;
}

function onePolicy(): Policy {
  const rules = { createHTML: (html: string) => html, createScriptURL: sameOrigin };
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  };
  return trustedTypes?.createPolicy("eventyard-editor", rules) ?? rules;
}

let isPrepared = false;

/** Prepares the page for Monaco, once. */
export function prepareEnvironment(): void {
  if (isPrepared) return;
  isPrepared = true;
  const policy = onePolicy();
  Object.assign(globalThis, {
    MonacoEnvironment: {
      getWorker: () =>
        new Worker(policy.createScriptURL(workerUrl), { type: "module", name: "eventyard text editor" }),
      createTrustedTypesPolicy: (_name: string, { createHTML, createScriptURL }: Rules) => ({
        createHTML: (html: string) => policy.createHTML(createHTML?.(html) ?? html),
        createScriptURL: (url: string) => policy.createScriptURL(createScriptURL?.(url) ?? url),
      }),
    },
  });
}
