/**
 * What a trial of a pattern is: a drawing with faults, the choices under which it comes to harm, and those under which it
 * does not. Nothing but the choice differs between them: the same seed, load and faults.
 */
import { readFileSync } from "node:fs";
import { withSettings } from "#checklist/fixes.ts";
import type { Played } from "#checklist/played.ts";
import { scenarioOn, type Sketch } from "#checklist/sketch.fixture.ts";
import { admit } from "#scenario/admit.ts";
import type { Config, Scenario } from "#scenario/document.ts";
import type { FactName } from "#sim/facts.ts";

export interface Trial {
  /** The pattern that is tried. */
  readonly pattern: string;
  /** What is at stake, as the end of "without it …". */
  readonly says: string;
  readonly scenario: (seed: string) => Scenario;
  /** Services at which the choice is made. */
  readonly at: readonly string[];
  /** Choices under which harm comes about, on each seed. */
  readonly fails: readonly string[];
  /** Choices under which none does, on no seed. */
  readonly holds: readonly string[];
  /** Facts whose rows `harm` looks at. */
  readonly reads?: readonly FactName[];
  /** How much went wrong: 0 for nothing. */
  readonly harm: (played: Played) => number;
}

export function gallery(file: string): (seed: string) => Scenario {
  return (seed) => {
    const admitted = admit(readFileSync(new URL(`../../../public/gallery/${file}.json`, import.meta.url)));
    if (!admitted.ok) throw new Error(file);
    return { ...admitted.value, seed };
  };
}

/** A scenario of the gallery with some settings of its nodes changed. */
export function galleryWith(
  file: string,
  settings: Readonly<Record<string, Config>>,
): (seed: string) => Scenario {
  const original = gallery(file);
  return (seed) =>
    Object.entries(settings).reduce(
      (scenario, [id, config]) => withSettings(scenario, id, config),
      original(seed),
    );
}

export function sketch(drawing: Sketch): (seed: string) => Scenario {
  return (seed) => scenarioOn(drawing, seed);
}

/** An instance dies, and is started again. */
export function crashes(
  target: string,
  atMs: readonly number[],
  downMs = 2_000,
): NonNullable<Sketch["deeds"]> {
  return atMs.flatMap((at) => [
    [at, "crash", target, { instance: 1 }] as const,
    [at + downMs, "restart", target, { instance: 1 }] as const,
  ]);
}

export function quiet(atMs: number): NonNullable<Sketch["deeds"]> {
  return [[atMs, "change-rate", "shop", { factor: 0 }]];
}

/** Of services that are called, by the id of their node. */
export function callsOf(played: Played, id: string) {
  const name = played.layout.services.find(({ nodeId }) => nodeId === id)?.name ?? "";
  return played.summary.calls[name]!;
}
