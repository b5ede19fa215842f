import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import type { ErrorAnswer, ProfileMode, Refusal } from "#schema/registry-profile.ts";
import { REFUSAL_CODES } from "#schema/registry-profile.ts";

/** The seven modes under their own names, as Confluent's registry and Apicurio have them. */
export const OWN_NAMES: readonly ProfileMode[] = COMPATIBILITY_MODES.map((mode) => ({ name: mode, mode }));

/** Confluent's `{error_code, message}`; the status is the first three digits of the code. */
export function confluentAnswer(
  { code, message, details, subject }: Refusal,
  incompatibleCode: number,
): ErrorAnswer {
  const status = Math.trunc(code / 100);
  if (code !== REFUSAL_CODES.incompatible) return { status, body: { error_code: code, message } };
  return {
    status,
    body: {
      error_code: incompatibleCode,
      message: `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${details.join(", ")}]`,
    },
  };
}
