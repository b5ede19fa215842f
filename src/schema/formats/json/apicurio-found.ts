/** Small differences as Apicurio's DiffUtil finds them. */
import type {
  ApicurioCode,
  ApicurioFlag,
  ApicurioLimit,
  ApicurioSet,
  ApicurioText,
} from "./apicurio-types.ts";
import type { Everit } from "./everit.ts";
import { at, type Found } from "./found.ts";

export type ApicurioFound = Found<ApicurioCode>;

/** Collects what is found between two schemas. */
export class Finder {
  readonly found: ApicurioFound[] = [];
  readonly #original: Everit;
  readonly #update: Everit;

  constructor(original: Everit, update: Everit) {
    this.#original = original;
    this.#update = update;
  }

  tell(code: ApicurioCode, path: string, keyword: string | null = null): void {
    const anchors = { original: at(this.#original.node, keyword), update: at(this.#update.node, keyword) };
    this.found.push({ code, path, ...anchors });
  }

  limit(name: ApicurioLimit, keyword: string, before: number | null, after: number | null): boolean {
    if (before === null && after === null) return false;
    if (before === after) return true;
    const change =
      before === null ? "ADDED" : after === null ? "REMOVED" : before < after ? "INCREASED" : "DECREASED";
    this.tell(`${name}_${change}`, keyword, keyword);
    return false;
  }

  /** Whether nothing changed. */
  flag(name: ApicurioFlag, keyword: string, before: boolean, after: boolean): boolean {
    if (before !== after)
      this.tell(`${name}_${before ? "TRUE_TO_FALSE" : "FALSE_TO_TRUE"}`, keyword, keyword);
    return before === after;
  }

  text(name: ApicurioText, keyword: string, before: string | null, after: string | null): void {
    if (before === after) return;
    const change = before === null ? "ADDED" : after === null ? "REMOVED" : "CHANGED";
    this.tell(`${name}_${change}`, keyword, keyword);
  }

  names(name: ApicurioSet, path: string, before: Iterable<string>, after: Iterable<string>): void {
    const was = new Set(before);
    const is = new Set(after);
    const keyword = path.slice(0, path.includes("/") ? path.indexOf("/") : path.length);
    const removed = [...was].filter((member) => !is.has(member));
    const added = [...is].filter((member) => !was.has(member));
    for (const _ of removed) this.tell(`${name}_MEMBER_REMOVED`, path, keyword);
    for (const _ of added) this.tell(`${name}_MEMBER_ADDED`, path, keyword);
    if (removed.length + added.length > 0) this.tell(`${name}_CHANGED`, path, keyword);
  }
}
