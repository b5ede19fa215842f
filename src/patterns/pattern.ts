/**
 * What a pattern is: something that the handbooks of event-driven design let a service choose, as the choices that there
 * are, what each promises and costs, and what goes wrong without it. A choice is an edit of the document: settings, and
 * cards and wires where it takes some. One file a family in `families/`, one line a pattern in `index.ts`.
 */
import { Drawing, type Reader, type Thing } from "#checklist/drawing.ts";
import type { ConfigValue, Scenario } from "#scenario/document.ts";

/** Where a pattern is chosen: a service in its drawing. */
export interface Site {
  readonly drawing: Drawing;
  readonly service: Thing;
  /** The group that its instances are members of; null where it reads nothing. */
  readonly reader: Reader | null;
}

export interface Choice {
  /** Stable within its pattern, kebab-case. */
  readonly id: string;
  /** As it stands in a list, e.g. "At least once". */
  readonly label: string;
  /** What it promises, in a sentence. */
  readonly promises: string;
  /** What it costs, or when it fails, in a sentence. */
  readonly costs: string;
  /** Whether the drawing has it. */
  readonly isAt: (site: Site) => boolean;
  /** Why it cannot be chosen here, as a sentence; null where it can. Without it, it always can. */
  readonly blockedAt?: (site: Site) => string | null;
  /** The document with it. */
  readonly choose: (scenario: Scenario, site: Site) => Scenario;
}

export interface Pattern {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly title: string;
  /** Whether a service has to do with it at all. */
  readonly concerns: (site: Site) => boolean;
  /** In the order of the list: the naive ones first. */
  readonly choices: readonly Choice[];
  /** A scenario of the gallery that shows it, as the name of its file; null for none. */
  readonly shownIn: string | null;
}

/** A service of a scenario as patterns ask about it; null where there is none with this id. */
export function siteOf(scenario: Scenario, serviceId: string): Site | null {
  const drawing = new Drawing(scenario);
  const service = drawing.thing(serviceId);
  if (service?.node.kind !== "service") return null;
  return { drawing, service, reader: drawing.reader(serviceId) ?? null };
}

/** Which choice the drawing has; null where its settings are between all of them. */
export function choiceAt(pattern: Pattern, site: Site): Choice | null {
  return pattern.choices.find((choice) => choice.isAt(site)) ?? null;
}

/** Values of settings, by name. */
export type Values = Readonly<Record<string, ConfigValue>>;

/** Whether a node has all of these values, initial ones counted. */
export function has(thing: Thing | undefined, values: Values): boolean {
  return (
    thing !== undefined && Object.entries(values).every(([field, value]) => thing.value(field) === value)
  );
}
