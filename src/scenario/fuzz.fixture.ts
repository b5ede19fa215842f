/**
 * Damage for documents and links, each kind for each seed: bytes that flip, pieces that go or come twice, values that
 * no field expects, keys of prototypes, numbers that become others, depth, width, bombs.
 */
import { deflateRawSync } from "node:zlib";
import { crc32 } from "./codecs/link-crc32.ts";

/** Throws of a small generator (mulberry32): one seed, one case, on every machine. */
export class FuzzDice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) | 0;
  }

  /** From 0 to `count` − 1. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** JSON as it is written: what `JSON.parse` would hide (keys that come twice, 1e999, −0) can be said. */
type Tree =
  | { readonly is: "object"; readonly entries: [string, Tree][] }
  | { readonly is: "list"; readonly items: Tree[] }
  | { readonly is: "raw"; text: string };

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { is: "list", items: value.map(treeOf) };
  if (typeof value === "object" && value !== null) {
    return { is: "object", entries: Object.entries(value).map(([key, item]) => [key, treeOf(item)]) };
  }
  return { is: "raw", text: JSON.stringify(value) };
}

function textOf(tree: Tree): string {
  switch (tree.is) {
    case "object":
      return `{${tree.entries.map(([key, item]) => `${JSON.stringify(key)}:${textOf(item)}`).join(",")}}`;
    case "list":
      return `[${tree.items.map(textOf).join(",")}]`;
    case "raw":
      return tree.text;
  }
}

const SMALL_RAW: readonly string[] = [
  ..."null true false 0 -1 0.5 7 1000.0001 1.50 1e3 1e308 5e-324 0.30000000000000004 [] {} [[]]".split(" "),
  ...["", " ", "7", "57s", "a", "t", "orders", "eventyard/1", "eventyard/9", "__proto__", "=1+1"].map(
    (text) => JSON.stringify(text),
  ),
  ...["\u202e", "\ud800", "\u0000", "pay\u200bment", "<img src=x onerror=1>", "javascript:alert(1)"].map(
    (text) => JSON.stringify(text),
  ),
];

/** What is no JSON, or may not be said in it: refused at the door, so drawn seldom. */
const REFUSED_RAW = [
  '{"__proto__":{"polluted":1}}',
  ..."1e999 -1e999 9007199254740993 123456789012345678 -0 01 1. NaN undefined 'a'".split(" "),
  "/* a */ 1",
];

const KEYS = ["__proto__", "constructor", "id", "config", "position", "toString", "length", "a b", ""];

/** Values that are expensive or deep; drawn seldom. */
function largeRaw(dice: FuzzDice): string {
  const depth = dice.pick([63, 64, 65, 70, 1_000, 5_000, 100_000]);
  switch (dice.below(7)) {
    case 0:
      return "[".repeat(depth) + "]".repeat(depth);
    case 1:
      return '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
    case 2:
      return "[".repeat(depth);
    case 3:
      return JSON.stringify("x".repeat(dice.pick([201, 1_001, 10_001, 1_000_000])));
    case 4:
      return `[${Array.from({ length: dice.pick([2_001, 100_000]) }, () => "0").join(",")}]`;
    case 5:
      return "9".repeat(dice.pick([17, 308, 309, 100_000]));
    default:
      return `{${Array.from({ length: dice.pick([201, 50_000]) }, (_, i) => `"k${i}":${i}`).join(",")}}`;
  }
}

/** Every object and list in a tree, so that one can be drawn. */
function containersOf(tree: Tree): Exclude<Tree, { is: "raw" }>[] {
  if (tree.is === "raw") return [];
  const inner = tree.is === "list" ? tree.items : tree.entries.map(([, item]) => item);
  return [tree, ...inner.flatMap(containersOf)];
}

/** One thing about the structure is changed, in place. */
function damageTree(tree: Tree, dice: FuzzDice): void {
  const container = dice.pick(containersOf(tree));
  if (container === undefined) return;
  const nasty = (): Tree => ({
    is: "raw",
    text: dice.chance(3) ? largeRaw(dice) : dice.pick(dice.chance(10) ? REFUSED_RAW : SMALL_RAW),
  });
  if (container.is === "list") {
    const { items } = container;
    const at = dice.below(items.length + 1);
    const item = items[at];
    switch (dice.below(6)) {
      case 0:
      case 1:
        items.splice(at, 1);
        break;
      case 2:
        items.splice(at, 0, nasty());
        break;
      case 3:
        if (item !== undefined) items.push(structuredClone(item));
        break;
      case 4:
        items.reverse();
        break;
      default:
        if (item !== undefined) items[at] = nasty();
    }
    return;
  }
  const { entries } = container;
  const at = dice.below(entries.length + 1);
  const entry = entries[at];
  if (entry === undefined || dice.chance(15)) {
    // Now and then a key that is there already: the same one twice.
    entries.push([entry !== undefined && dice.chance(20) ? entry[0] : dice.pick(KEYS), nasty()]);
    return;
  }
  const other = dice.pick(entries);
  switch (dice.below(5)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entry[0] = dice.pick(KEYS);
      break;
    case 2:
      [entry[1], other[1]] = [other[1], entry[1]];
      break;
    case 3:
      entry[1] = structuredClone(other[1]);
      break;
    default:
      entry[1] = nasty();
  }
}

/** The JSON text with its structure changed in one to three places. */
export function damagedJson(text: string, dice: FuzzDice): string {
  const tree = treeOf(JSON.parse(text));
  for (let times = 1 + dice.below(3); times > 0; times--) damageTree(tree, dice);
  return textOf(tree);
}

const BYTES = [
  [0],
  [0xff],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xc0, 0x80],
  [0x22],
  [0x7b],
  [0x5d],
  [0x2c],
  [0x5c],
  [0x0a],
];

/** The bytes with pieces flipped, cut out, doubled or put in. */
export function damagedBytes(bytes: Uint8Array, dice: FuzzDice): Uint8Array {
  let list = [...bytes];
  for (let times = 1 + dice.below(3); times > 0; times--) {
    const at = dice.below(list.length + 1);
    const length = dice.below(dice.chance(20) ? list.length + 1 : 12);
    switch (dice.below(6)) {
      case 0:
        if (at < list.length) list[at] = (list[at] ?? 0) ^ (1 << dice.below(8));
        break;
      case 1:
        list = list.slice(0, at);
        break;
      case 2:
        list.splice(at, length);
        break;
      case 3:
        list.splice(at, 0, ...list.slice(at, at + length));
        break;
      case 4:
        list.splice(at, 0, ...dice.pick(BYTES));
        break;
      default:
        list.splice(at, length, ...Array.from({ length: dice.below(8) }, () => dice.below(256)));
    }
  }
  return Uint8Array.from(list);
}

const TOKENS = [
  " ",
  "\n",
  "%2D",
  "%",
  "=",
  ".",
  ")",
  "-",
  "_",
  "A",
  "z",
  "é",
  "\u200b",
  "—",
  "#s=",
  "&x=1",
  "\u0000",
  "…",
];

/** A link as it may arrive: characters changed, lost, doubled, moved, put in. What it carries is meant to be the same. */
export function damagedLinkText(link: string, dice: FuzzDice): string {
  let text = link;
  for (let times = 1 + dice.below(3); times > 0; times--) {
    const at = dice.below(text.length + 1);
    const length = dice.below(dice.chance(20) ? text.length + 1 : 8);
    const piece = text.slice(at, at + length);
    switch (dice.below(7)) {
      case 0:
        text = text.slice(0, at) + dice.pick(TOKENS) + text.slice(at + 1);
        break;
      case 1:
        text = text.slice(0, at);
        break;
      case 2:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 3:
        text = text.slice(0, at) + piece + text.slice(at);
        break;
      case 4:
        text = text.slice(0, at) + dice.pick(TOKENS) + text.slice(at);
        break;
      case 5:
        text = text.slice(0, at) + piece.toLowerCase() + text.slice(at + length);
        break;
      default:
        text = dice.chance(50) ? `See ${text}, please.` : text + dice.pick(TOKENS) + piece;
    }
  }
  return text;
}

/** A link with right length and checksum around any packed body. */
export function sealedLink(body: Uint8Array, { version = 1, flags = 1 } = {}): string {
  const bytes = Buffer.alloc(9 + body.length);
  bytes[0] = version;
  bytes[1] = flags;
  bytes.writeUIntBE(body.length & 0xffffff, 2, 3);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 5), body), 5);
  bytes.set(body, 9);
  return `#s=${bytes.toString("base64url")}`;
}

/** A small body that stands for a large text. */
export function bomb(dice: FuzzDice): Uint8Array {
  const bytes = dice.pick([4_194_300, 4_194_305, 5_000_000, 20_000_000]);
  const unit = dice.pick(["\0", "[", '{"a":', "a", "{}\n[", '"\\u0000'])!;
  return deflateRawSync("{}\n" + unit.repeat(Math.floor(bytes / unit.length)));
}
