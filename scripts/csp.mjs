/**
 * The Content-Security-Policy of the app, said once: the build writes it as a meta element, our server sends it
 * as a header, a browser test compares the two.
 *
 * Nothing is inline, nothing is evaluated, nothing leaves the origin. Styles go through the CSSOM (React,
 * xyflow and uPlot all do), so not even inline styles are allowed. The only script URL that is made at run time
 * is the simulator worker's, through the Trusted Types policy `eventyard-worker`.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const DIRECTIVES = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "font-src": "'self'",
  "img-src": "'self' data: blob:",
  "worker-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "eventyard-worker",
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
