/** Whether a version may be registered, in one sentence. */
import type { Analysis } from "#session/schema-analysis.ts";
import type { ModeNow } from "#session/schema-registry.ts";

export interface Verdict {
  readonly tone: "ok" | "bad" | "unknown";
  readonly says: string;
}

/** The verdict on a version (from 1) under the mode in force. `isFirstLook`: most older versions are still to be read. */
export function verdictOf(
  { problems, isReadable, notes, checkedAgainst }: Analysis,
  mode: ModeNow,
  version: number,
  isFirstLook = false,
): Verdict {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (errors > 0 || !isReadable) {
    return {
      tone: "bad",
      says: `v${version} is ill-formed: ${counted(errors, "error")}. No registry would take it.`,
    };
  }
  if (mode.mode === null) return { tone: "bad", says: `${mode.name}: the registry takes no new version.` };
  if (mode.mode === "NONE")
    return { tone: "unknown", says: "NONE: the registry compares nothing, whatever breaks." };
  if (version === 1)
    return { tone: "ok", says: "The first version: there is nothing to be compatible with." };
  if (checkedAgainst.length === 0) {
    return {
      tone: "unknown",
      says: `No older version can be read, so nothing is compared under ${mode.name}.`,
    };
  }
  const breaking = notes.filter(({ weight }) => weight === "breaks").length;
  const changing = notes.filter(({ weight }) => weight === "changes").length;
  const with_ = list(checkedAgainst);
  if (breaking > 0) {
    return {
      tone: "bad",
      says: `v${version} breaks under ${mode.name}, checked against ${with_}: ${counted(breaking, "incompatibility", "incompatibilities")}.`,
    };
  }
  if (isFirstLook) {
    return {
      tone: "unknown",
      says: `v${version} is compatible with ${with_}; reading the versions before …`,
    };
  }
  const but =
    changing === 0 ? "" : `, but ${counted(changing, "difference changes", "differences change")} data`;
  return { tone: "ok", says: `v${version} is compatible with ${with_} under ${mode.name}${but}.` };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "v3", "v3 and v2", "v9 to v1". */
function list(names: readonly string[]): string {
  if (names.length > 3) return `${names[0] ?? ""} to ${names.at(-1) ?? ""}`;
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
