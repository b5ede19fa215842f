/** Compatibility modes: which versions a new one is compared with, in which direction, and who upgrades first. */

/** As Confluent's registry and Apicurio name them; Glue's names are in its profile. */
export const COMPATIBILITY_MODES = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
] as const;
export type CompatibilityMode = (typeof COMPATIBILITY_MODES)[number];

/** `backward`: the new version reads what the old one wrote. `forward`: the old version reads what the new one writes. */
export type Direction = "backward" | "forward";

/** The directions that a mode checks, forward first, as Confluent's CompatibilityChecker lists them. */
export function directionsOf(mode: CompatibilityMode): readonly Direction[] {
  switch (mode) {
    case "NONE":
      return [];
    case "BACKWARD":
    case "BACKWARD_TRANSITIVE":
      return ["backward"];
    case "FORWARD":
    case "FORWARD_TRANSITIVE":
      return ["forward"];
    case "FULL":
    case "FULL_TRANSITIVE":
      return ["forward", "backward"];
  }
}

/** Whether a mode looks at every older version, not at the last one only. */
export function isTransitive(mode: CompatibilityMode): boolean {
  return mode.endsWith("_TRANSITIVE");
}

/** The same mode, looking at the last older version only. */
export function withoutTransitivity(mode: CompatibilityMode): CompatibilityMode {
  return COMPATIBILITY_MODES.find((each) => `${each}_TRANSITIVE` === mode) ?? mode;
}

/** Whose services may be moved to the new version first without anybody failing. */
export function firstToUpgrade(
  mode: CompatibilityMode,
): "consumers" | "producers" | "any order" | "agree by hand" {
  switch (mode) {
    case "NONE":
      return "agree by hand";
    case "BACKWARD":
    case "BACKWARD_TRANSITIVE":
      return "consumers";
    case "FORWARD":
    case "FORWARD_TRANSITIVE":
      return "producers";
    case "FULL":
    case "FULL_TRANSITIVE":
      return "any order";
  }
}
