/** Whether a new version may be registered after the old ones: the pair rules of a format, asked as a mode asks them. */
import type { Difference, Explanation } from "./difference.ts";
import type { CompareOptions, SchemaFormat } from "./format.ts";
import {
  COMPATIBILITY_MODES,
  directionsOf,
  isTransitive,
  type CompatibilityMode,
  type Direction,
} from "./modes.ts";

/** A version as people call it (`v3`, a file's name), and what its format's `parse` made of it. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: unknown;
}

/** What is compared, and whose rules judge. */
export interface Comparison {
  readonly format: SchemaFormat;
  readonly options: CompareOptions;
}

export interface CheckRequest extends Comparison {
  /** Called after each pair of versions: a sign of life for who waits for many. */
  readonly worked?: () => void;
  readonly mode: CompatibilityMode;
  /** Oldest first; without those that the registry leaves out (soft-deleted, of another compatibility group). */
  readonly versions: readonly NamedSchema[];
  readonly candidate: NamedSchema;
}

/** One difference that a mode looks at, between the candidate and one older version. */
export interface Finding {
  readonly direction: Direction;
  /** The older version's name; the other of the two is the candidate. */
  readonly version: string;
  /** Names. */
  readonly reader: string;
  readonly writer: string;
  readonly difference: Difference;
  readonly explanation: Explanation;
}

export interface Check {
  /** Whether no finding breaks. */
  readonly compatible: boolean;
  /** Names of the older versions that the mode looks at, newest first; empty for a first version and under NONE. */
  readonly checkedAgainst: readonly string[];
  /** Newest version first, forward before backward; also those that are accepted but change data (`difference.breaks` false). */
  readonly findings: readonly Finding[];
}

/**
 * All findings of a candidate against every version that the mode looks at, in the order of Confluent's
 * CompatibilityChecker, which itself stops at the first version that fails.
 */
export function checkVersion({ format, options, mode, versions, candidate, worked }: CheckRequest): Check {
  const against = versionsOf(mode, versions);
  const findings = against.flatMap((version) =>
    directionsOf(mode).flatMap((direction) => {
      const found = findingsOf({ format, options }, direction, version, candidate);
      worked?.();
      return found;
    }),
  );
  return {
    compatible: findings.every(({ difference }) => !difference.breaks),
    checkedAgainst: against.map(({ name }) => name),
    findings,
  };
}

/** The versions that a mode looks at, newest first, of versions oldest first. */
export function versionsOf<V>(mode: CompatibilityMode, versions: readonly V[]): readonly V[] {
  if (mode === "NONE") return [];
  return isTransitive(mode) ? versions.toReversed() : versions.slice(-1);
}

function findingsOf(
  { format, options }: Comparison,
  direction: Direction,
  version: NamedSchema,
  candidate: NamedSchema,
): Finding[] {
  const [reader, writer] = direction === "backward" ? [candidate, version] : [version, candidate];
  const names = { reader: reader.name, writer: writer.name };
  return differencesOf({ format, options }, reader.schema, writer.schema).map((difference) => ({
    direction,
    version: version.name,
    ...names,
    difference,
    // Put into words when somebody looks: most findings of 50 versions nobody does.
    get explanation() {
      return format.explain(difference, names);
    },
  }));
}

/** One mode's verdict in words. */
export interface ModeVerdict {
  readonly mode: CompatibilityMode;
  readonly compatible: boolean;
  /** `passes FORWARD`, `fails BACKWARD: Field "total" is new and has no default … (v2), and 3 more`. */
  readonly says: string;
}

/** The verdicts of all seven modes, in their order. */
export function checkAllModes(request: Omit<CheckRequest, "mode">): readonly ModeVerdict[] {
  return COMPATIBILITY_MODES.map((mode) => {
    const { compatible, findings } = checkVersion({ ...request, mode });
    if (compatible) return { mode, compatible, says: `passes ${mode}` };
    const breaking = findings.filter(({ difference }) => difference.breaks);
    const more = breaking.length > 1 ? ` And ${breaking.length - 1} more.` : "";
    return {
      mode,
      compatible,
      says: `fails ${mode} at ${breaking[0]?.version ?? ""}: ${breaking[0]?.explanation.says ?? ""}${more}`,
    };
  });
}

type PairMemo = WeakMap<object, WeakMap<object, readonly Difference[]>>;

// Schemas never change once parsed, so a pair is compared once for as long as both live: on a keystroke only the pairs
// with the new text are.
const memos = new WeakMap<SchemaFormat, Map<string, PairMemo>>();

/** What `format.compare` says of a pair, remembered by the identity of the two schemas. */
export function differencesOf(
  { format, options }: Comparison,
  reader: unknown,
  writer: unknown,
): readonly Difference[] {
  if (!isObject(reader) || !isObject(writer)) return format.compare(reader, writer, options);
  const byWriter = memoOf(format, options, reader);
  let differences = byWriter.get(writer);
  if (differences === undefined) {
    differences = format.compare(reader, writer, options);
    byWriter.set(writer, differences);
  }
  return differences;
}

function memoOf(
  format: SchemaFormat,
  { rules, policy }: CompareOptions,
  reader: object,
): WeakMap<object, readonly Difference[]> {
  let byOptions = memos.get(format);
  if (byOptions === undefined) memos.set(format, (byOptions = new Map()));
  const key = `${rules} ${policy}`;
  let byReader = byOptions.get(key);
  if (byReader === undefined) byOptions.set(key, (byReader = new WeakMap()));
  let byWriter = byReader.get(reader);
  if (byWriter === undefined) byReader.set(reader, (byWriter = new WeakMap()));
  return byWriter;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
