/** The colours of the overlay, read from the page's tokens: a canvas cannot use CSS variables. */
import type { PaintTheme } from "#picture/paint-theme.ts";

/** Reads the tokens as they apply now; call again when the theme changes. */
export function readTheme(root: Element = document.documentElement): PaintTheme {
  const style = getComputedStyle(root);
  const read = (token: string): string => style.getPropertyValue(token).trim();
  return {
    ground: read("--ground"),
    surface: read("--surface"),
    surface2: read("--surface-2"),
    line: read("--line"),
    lineStrong: read("--line-strong"),
    ink: read("--ink"),
    ink2: read("--ink-2"),
    ink3: read("--ink-3"),
    accent: read("--accent"),
    danger: read("--danger"),
    warn: read("--warn"),
    ok: read("--ok"),
    lag: Array.from({ length: 5 }, (_, i) => read(`--lag-${i}`)),
    keys: Array.from({ length: 12 }, (_, i) => read(`--key-${i}`)),
    keyNone: read("--key-none"),
    font: read("--font"),
  };
}

/** Calls back whenever the tokens may have changed: another theme chosen, or the system's turned over. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", changed);
  };
}
