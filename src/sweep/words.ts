/** Measures, conditions and answers in words. */
import { unreachable } from "#base/assert.ts";
import type { ConfigValue, Scenario } from "#scenario/document.ts";
import { unitText } from "#scenario/fields.ts";
import { fieldOfKnob, type Knob } from "./knob.ts";
import { measures, type MeasureId } from "./measures.ts";
import type { SweepPlan } from "./plan.ts";
import type { Answer, Judged, JudgedValues, Question } from "./sizing.ts";

/** A number of a measure with its unit, at three digits: "820 ms", "1.24 s", "12 messages". */
export function measureText(id: MeasureId, value: number | null): string {
  if (value === null) return "unknown";
  const { unit } = measures[id];
  switch (unit) {
    case "ms":
      return msText(value);
    case "messages":
      return `${shortNumber(value)} ${value === 1 ? "message" : "messages"}`;
    case "per second":
      return `${shortNumber(value)}/s`;
    default:
      return unreachable(unit);
  }
}

function msText(ms: number): string {
  if (ms < 1_000) return `${shortNumber(ms)} ms`;
  return ms < 120_000 ? `${shortNumber(ms / 1_000)} s` : `${shortNumber(ms / 60_000)} min`;
}

/** Three digits, and all that stand before the point. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  const scale = size >= 100 ? 1 : size >= 10 ? 10 : 100;
  return String(Math.round(value * scale) / scale);
}

/** A value of a knob as people read it: "4", "50 ms", "automatically, inside poll()", "2 × the load". */
export function knobValueText(scenario: Scenario, knob: Knob, value: ConfigValue): string {
  const field = fieldOfKnob(scenario, knob);
  if (knob.of === "load") return `${String(value)} × the load`;
  if (field?.type === "choice") return field.options[String(value)] ?? String(value);
  if (field?.type === "boolean") return value === true ? "yes" : "no";
  const unit = field?.type === "number" ? unitText(field.unit) : "";
  return unit === ""
    ? String(value)
    : `${String(value)}${unit.startsWith("/") || unit === "%" ? "" : " "}${unit}`;
}

/** What a knob is called before its value: "Instances of payment-service". */
export function knobTitle(scenario: Scenario, knob: Knob): string {
  const label = fieldOfKnob(scenario, knob)?.label ?? (knob.of === "load" ? "Load" : knob.setting);
  if (knob.of !== "node") return label;
  const node = scenario.nodes.find(({ id }) => id === knob.nodeId);
  return `${label} of ${node?.name ?? knob.nodeId}`;
}

/** "latency p99 under 2 s". */
function conditionText({ measure, below }: Question): string {
  const { title } = measures[measure];
  return `${title.slice(0, 1).toLowerCase()}${title.slice(1)} under ${measureText(measure, below)}`;
}

function percent(share: number): number {
  return Math.round(share * 100);
}

/** "19 of 20 seeds (95 % interval of the share: 76 to 99 %)". */
export function judgedText({ met, of, low, high }: Judged): string {
  return `${met} of ${of} seeds (95 % interval of the share: ${percent(low)} to ${percent(high)} %)`;
}

/** The answer in sentences: how much is enough, what the next less does, and how sure that is. */
export function answerText(
  answer: Answer,
  judged: JudgedValues,
  question: Question,
  valueText: (index: number) => string,
  title: string,
): string[] {
  const { first, least, assured, seedsToBeSure } = answer;
  const wanted = `at least ${percent(question.share)} % are wanted`;
  const says = (index: number): string => judgedText(judged.get(index)!);
  if (first === null) {
    const last = Math.max(...judged.keys());
    return [
      `${title}: none of these values is enough for ${conditionText(question)}.`,
      `With ${valueText(last)} it holds in ${says(last)}; ${wanted}.`,
      ...(least === null ? [] : [`${valueText(least)} cannot be excluded at 95 %: more seeds would tell.`]),
    ];
  }
  const lines = [
    `${title}: ${valueText(first)} is enough for ${conditionText(question)}.`,
    `With ${valueText(first)} it holds in ${says(first)}; ${wanted}.`,
  ];
  if (judged.has(first - 1)) lines.push(`With ${valueText(first - 1)} it holds in ${says(first - 1)}.`);
  if (least !== null && least < first)
    lines.push(`At 95 % even ${valueText(least)} cannot be excluded: more seeds would tell.`);
  lines.push(sureness(assured, first, judged, seedsToBeSure, valueText));
  if (answer.isUneven)
    lines.push(
      "Not every dearer value does: the search by halves would not be safe here, look at all of them.",
    );
  return lines;
}

function sureness(
  assured: number | null,
  first: number,
  judged: JudgedValues,
  seedsToBeSure: number,
  valueText: (index: number) => string,
): string {
  if (assured === first) return `${valueText(first)} is assured at 95 %.`;
  if (assured !== null) return `Assured at 95 % is ${valueText(assured)}.`;
  const { of } = judged.get(first)!;
  return of < seedsToBeSure
    ? `${of} seeds are too few to be sure at 95 %: that takes at least ${seedsToBeSure}.`
    : "At 95 % none of the values that were run is assured: more seeds would tell.";
}

/** The same for a plan, whose values are those of its one setting. */
export function answerLines(
  { scenario, axes }: SweepPlan,
  question: Question,
  { answer, judged }: { readonly answer: Answer; readonly judged: JudgedValues },
): string[] {
  const [axis] = axes;
  if (axis === undefined) return [];
  const { knob, values } = axis;
  const valueText = (index: number): string => knobValueText(scenario, knob, values[index]!);
  return answerText(answer, judged, question, valueText, knobTitle(scenario, knob));
}
