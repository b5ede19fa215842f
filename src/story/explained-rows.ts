/** Which anomalies the panel lists. */
import { ANOMALY_CLASSES, type AnomalyClass } from "#sim/anomaly.ts";
import type { Explainer } from "#sim/explain.ts";

/** What may be chosen. */
export type ExplainedClass = AnomalyClass | "all";

export const EXPLAINED_CLASSES: readonly { readonly id: ExplainedClass; readonly label: string }[] = [
  { id: "all", label: "Everything" },
  ...(Object.keys(ANOMALY_CLASSES) as AnomalyClass[]).map((id) => ({ id, label: ANOMALY_CLASSES[id] })),
];

/** Indexes of the anomalies that suit, in order. Every one of the words must occur in what is said of it. */
export function suitingAnomalies(
  explainer: Explainer,
  wanted: ExplainedClass,
  words: string,
): readonly number[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found: number[] = [];
  for (let index = 0; index < explainer.length; index++) {
    if (wanted !== "all" && explainer.brief(index)?.kind.class !== wanted) continue;
    if (parts.every((part) => textOf(explainer, index).includes(part))) found.push(index);
  }
  return found;
}

function textOf(explainer: Explainer, index: number): string {
  const anomaly = explainer.at(index);
  if (anomaly === undefined) return "";
  const { kind, chain, setting, prevention, group, member, topic } = anomaly;
  const title = explainer.brief(index)?.kind.title ?? kind;
  const links = chain.map(({ says }) => says);
  return [title, kind, group, member, topic, ...links, setting?.name, prevention.says]
    .join(" ")
    .toLowerCase();
}
