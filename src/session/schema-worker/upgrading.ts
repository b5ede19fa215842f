/** Who upgrades first, for the services that use a subject: the order that never fails, and what fails in the other. */
import { checkVersion, type Comparison } from "#schema/check.ts";
import { matrixCell } from "#schema/check-matrix.ts";
import { whoUpgradesFirst, type Move, type RolloutStep } from "#schema/check-rollout.ts";
import type { SchemaFormat } from "#schema/format.ts";
import type { SubjectInput } from "./analysis.ts";
import { worked } from "./pace.ts";
import { comparable, readVersions, type ReadVersion } from "./reading.ts";

/** A service or a group, and the version that it is on (from 1). */
export interface UserNow {
  readonly name: string;
  readonly role: "writes" | "reads";
  readonly version: number;
  /** Reads messages in an envelope through upcasters: every version up to its own. */
  readonly upcasts: boolean;
}

export interface UpgradeAsked {
  readonly subject: SubjectInput;
  readonly users: readonly UserNow[];
  /** Where all of them go, from 1. */
  readonly to: number;
  /** Versions that records were written with before and that nobody writes now. */
  readonly stored: readonly number[];
}

export interface UpgradeAdvice {
  readonly kind: "any-order" | "ordered" | "none" | "unreadable";
  readonly steps: readonly RolloutStep[];
  /** The most important first. */
  readonly says: readonly string[];
  /** What happens in an order that breaks somebody; empty where none does. */
  readonly otherwise: readonly string[];
  /** Why the registry would not take the version; "" where it would. */
  readonly refusal: string;
}

/** Versions by the names that the advice uses. */
type Named = ReadonlyMap<
  string,
  { readonly version: ReadVersion; readonly number: number; readonly upcasts: boolean }
>;

const UPCASTING = " with upcasters";

/** The advice for moving everybody to one version. */
export function upgradeAdvice(
  format: SchemaFormat,
  { subject, users, to, stored }: UpgradeAsked,
): UpgradeAdvice {
  const versions = readVersions(format, subject.versions);
  const needed = new Set([to, ...stored, ...users.map(({ version }) => version)]);
  const broken = versions.filter(({ schema }, index) => needed.has(index + 1) && schema === null);
  if (broken.length > 0) {
    const says = broken.map(({ name }) => `${name} is ill-formed: nobody can write or read with it.`);
    return { kind: "unreadable", steps: [], says, otherwise: [], refusal: "" };
  }
  const named: Named = new Map(
    versions.flatMap((version, index) =>
      [false, true].map((upcasts) => [
        version.name + (upcasts ? UPCASTING : ""),
        { version, number: index + 1, upcasts },
      ]),
    ),
  );
  const comparison: Comparison = { format, options: { rules: subject.rules, policy: subject.policy } };
  const judge = judgeOf(comparison, named);
  const producers = movesOf(users, "writes", to);
  const consumers = movesOf(users, "reads", to);
  const advice = whoUpgradesFirst({
    producers,
    consumers,
    stored: stored.map((version) => `v${version}`),
    understands: (reader, writer) => judge(reader, writer).understands,
  });
  return {
    ...advice,
    otherwise: whatBreaks(producers, consumers, judge),
    refusal: refusalOf(comparison, subject, versions, to),
  };
}

function movesOf(users: readonly UserNow[], role: UserNow["role"], to: number): readonly Move[] {
  return users
    .filter((user) => user.role === role)
    .map(({ name, version, upcasts }) => {
      const how = upcasts && role === "reads" ? UPCASTING : "";
      return { service: name, from: `v${version}${how}`, to: `v${to}${how}` };
    });
}

type Judge = (
  reader: string,
  writer: string,
) => { readonly understands: "same" | "differs" | "by-payload" | "never"; readonly says: string };

/** What a reader makes of a writer. Upcasters bring every older version up, and know no newer one. */
function judgeOf(comparison: Comparison, named: Named): Judge {
  return (reader, writer) => {
    const [reading, writing] = [named.get(reader), named.get(writer)];
    if (reading === undefined || writing === undefined) return { understands: "never", says: "" };
    if (reading.upcasts) {
      const isKnown = writing.number <= reading.number;
      return isKnown
        ? { understands: "same", says: `${reader} brings ${writer} up to its own` }
        : { understands: "never", says: `${writer} is unknown to ${reader}` };
    }
    const { understanding, says } = matrixCell(comparison, reading.version, writing.version);
    return { understands: understanding, says };
  };
}

/** Each pair that fails while one of them has moved and the other has not. */
function whatBreaks(producers: readonly Move[], consumers: readonly Move[], judge: Judge): readonly string[] {
  const fails = (reader: string, writer: string): string => {
    const { understands, says } = judge(reader, writer);
    return understands === "never" || understands === "by-payload" ? says : "";
  };
  return producers.flatMap((producer) =>
    consumers.flatMap((consumer) => {
      const early = producer.from === producer.to ? "" : fails(consumer.from, producer.to);
      const late = consumer.from === consumer.to ? "" : fails(consumer.to, producer.from);
      return [
        ...(early === ""
          ? []
          : [
              `If ${producer.service} moves before ${consumer.service}: ${consumer.service} fails at the first record of ${producer.to} that it cannot read. ${sentence(early)}`,
            ]),
        ...(late === ""
          ? []
          : [
              `If ${consumer.service} moves before ${producer.service}: ${consumer.service} fails at the next record of ${producer.from} that it cannot read. ${sentence(late)}`,
            ]),
      ];
    }),
  );
}

function sentence(says: string): string {
  return /[.!?]$/.test(says) ? says : `${says}.`;
}

function refusalOf(
  comparison: Comparison,
  { mode }: SubjectInput,
  versions: readonly ReadVersion[],
  to: number,
): string {
  const candidate = versions[to - 1];
  if (candidate === undefined) return "";
  const older = comparable(versions, to - 1, mode);
  const { compatible, findings } = checkVersion({ ...comparison, mode, versions: older, candidate, worked });
  if (compatible) return "";
  const first = findings.find(({ difference }) => difference.breaks);
  return `The registry does not take ${candidate.name} under ${mode}: ${first?.explanation.says ?? ""}`;
}
