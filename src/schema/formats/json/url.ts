/** References to URLs made absolute: RFC 3986, section 5.2, for the names that schemas give each other. */

/** Where URLs that are relative to nothing are put; Confluent's loader does the same with `mem://input`. */
const NOWHERE = "mem://input/";

/** Appendix B of RFC 3986; it matches every text. */
const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s;

interface Parts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** A URL made absolute; a base of no scheme is itself relative to nothing. Never throws. */
export function resolveUrl(base: string, url: string): string {
  const reference = partsOf(url);
  if (reference.scheme !== undefined) return textOf({ ...reference, path: withoutDots(reference) });
  const root = base === NOWHERE ? partsOf(base) : partsOf(resolveUrl(NOWHERE, base));
  const { scheme } = root;
  if (reference.authority !== undefined)
    return textOf({ ...reference, scheme, path: withoutDots(reference) });
  const { authority } = root;
  if (reference.path === "") {
    return textOf({
      ...root,
      query: reference.query === "" ? root.query : reference.query,
      fragment: reference.fragment,
    });
  }
  const path = reference.path.startsWith("/")
    ? reference.path
    : root.path.slice(0, root.path.lastIndexOf("/") + 1) + reference.path;
  return textOf({ ...reference, scheme, authority, path: withoutDots({ ...root, path }) });
}

function partsOf(url: string): Parts {
  const found = PARTS.exec(url.trim());
  return {
    scheme: found?.[1]?.toLowerCase(),
    authority: found?.[2]?.toLowerCase(),
    path: found?.[3] ?? "",
    query: found?.[4] ?? "",
    fragment: found?.[5] ?? "",
  };
}

function textOf({ scheme, authority, path, query, fragment }: Parts): string {
  const rooted = authority !== undefined && path !== "" && !path.startsWith("/") ? `/${path}` : path;
  const end = authority !== undefined && rooted === "" ? "/" : rooted;
  return `${scheme ?? ""}:${authority === undefined ? "" : `//${authority}`}${end}${query}${fragment}`;
}

/** Section 5.2.4. Names without an authority (`urn:a:b`) have no folders. */
function withoutDots({ scheme, authority, path }: Pick<Parts, "scheme" | "authority" | "path">): string {
  if (scheme !== undefined && authority === undefined && !path.startsWith("/")) return path;
  const kept: string[] = [];
  const steps = path.split("/");
  for (const [at, step] of steps.entries()) {
    const last = at === steps.length - 1;
    if (step === "..") {
      if (kept.length > 1) kept.pop();
    } else if (step !== ".") {
      kept.push(step);
      continue;
    }
    if (last) kept.push("");
  }
  return kept.join("/");
}
