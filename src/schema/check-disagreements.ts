/** Where registries disagree: one candidate under everybody's rules. */
import { checkVersion, type CheckRequest } from "./check.ts";
import { RULE_SETS, type CompareOptions, type FormatName, type RuleSet } from "./format.ts";

export interface Opinion extends CompareOptions {
  /** Whose, for people: `Confluent, lenient`. */
  readonly title: string;
  readonly compatible: boolean;
  /** The codes that break, each once, in the order of their first finding. */
  readonly codes: readonly string[];
}

const TITLES: Readonly<Record<RuleSet, string>> = {
  confluent: "Confluent after 8.3.1",
  "confluent-8.3": "Confluent up to 8.3.1",
  apicurio: "Apicurio 3",
  glue: "AWS Glue (approximation)",
  "buf-wire": "buf breaking, WIRE",
};

/** Everybody's verdict on the same request; they disagree where not all are equally `compatible`. */
export function opinions(request: Omit<CheckRequest, "options">): readonly Opinion[] {
  return optionsFor(request.format.name).map((options) => {
    const { compatible, findings } = checkVersion({ ...request, options });
    const codes = findings.flatMap(({ difference }) => (difference.breaks ? [difference.code] : []));
    const lenient = options.policy === "LENIENT" ? ", lenient" : "";
    return { ...options, title: TITLES[options.rules] + lenient, compatible, codes: [...new Set(codes)] };
  });
}

/** buf knows Protobuf only, and only for JSON Schema has Confluent's registry two policies. */
function optionsFor(format: FormatName): readonly CompareOptions[] {
  const strict = RULE_SETS.filter((rules) => rules !== "buf-wire" || format === "protobuf").map(
    (rules): CompareOptions => ({ rules, policy: "STRICT" }),
  );
  return format === "json" ? [...strict, { rules: "confluent", policy: "LENIENT" }] : strict;
}
