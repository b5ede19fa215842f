/**
 * The Content-Security-Policy of the app, said once: the build writes it as a meta element, our server sends it
 * as a header, a browser test compares the two.
 *
 * No script is inline, nothing is evaluated, nothing leaves the origin. Scripts' URLs that are made at run time are
 * those of our workers, through the Trusted Types policy `eventyard-worker`.
 *
 * Styles may be inline because of Monaco alone, the text editor of the schemas: it writes its colours into style
 * elements and lays out its lines with style attributes in HTML, and without them shows neither. Everything else
 * (React, xyflow, uPlot) goes through the CSSOM. Trusted Types keep that from being a hole: markup becomes HTML through
 * two policies only, `eventyard-editor` (`schema-editor/monaco/environment.ts`), which Monaco's escaped lines pass, and
 * `dompurify`, by which it cleans what stands in its hovers.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const DIRECTIVES = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self' 'unsafe-inline'",
  "font-src": "'self'",
  "img-src": "'self' data: blob:",
  "worker-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "eventyard-worker eventyard-editor dompurify",
};

/** What a meta element cannot carry and only the header says. */
const HEADER_ONLY = { "frame-ancestors": "'self'" };

/** @param {Readonly<Record<string, string>>} directives */
const join = (directives) =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");

/** The policy for `<meta http-equiv="Content-Security-Policy">`: it travels with the files to any static host. */
export const META_POLICY = join(DIRECTIVES);

/** The policy for the HTTP header: also binds the worker, which a meta element does not reach. */
export const HEADER_POLICY = join({ ...DIRECTIVES, ...HEADER_ONLY });
