import { OWN_NAMES } from "./confluent-answer.ts";
import {
  REFUSAL_CODES,
  type ErrorAnswer,
  type Refusal,
  type RegistryProfile,
} from "#schema/registry-profile.ts";

/** Apicurio Registry 3: no rule is configured at first, so nothing is checked until somebody asks for it. */
export const apicurio: RegistryProfile = {
  name: "apicurio",
  title: "Apicurio Registry 3",
  approximation: "",
  modes: OWN_NAMES,
  initialMode: "NONE",
  formats: ["avro", "protobuf", "json"],
  rules: { avro: "apicurio", protobuf: "apicurio", json: "apicurio" },
  hasLenientPolicy: false,
  hasReferences: true,
  // Its Kafka serializers write Confluent's frame with a 4-byte id by default since version 3.
  wire: "confluent",
  last: "the latest version that is enabled",
  refuse: apicurioAnswer,
};

/** Apicurio's ProblemDetails with `causes`, one for each difference. */
function apicurioAnswer({ code, message, details }: Refusal): ErrorAnswer {
  const status = Math.trunc(code / 100);
  const isRule = code === REFUSAL_CODES.incompatible || code === REFUSAL_CODES.invalidSchema;
  return {
    status: isRule ? 409 : status,
    body: {
      status: isRule ? 409 : status,
      name: isRule ? "RuleViolationException" : nameOf(status),
      title: message,
      ...(isRule && { causes: details.map((description) => ({ description, context: "/" })) }),
    },
  };
}

function nameOf(status: number): string {
  return status === 404 ? "ArtifactNotFoundException" : "ConflictException";
}
