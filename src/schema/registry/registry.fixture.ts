/** A registry of toy schemas, asked one request after the other. */
import { toy } from "#schema/toy.fixture.ts";
import type { RegistryName } from "#schema/registries/index.ts";
import { ask, type RegistryRequest } from "./index.ts";
import { judgeOf, type Judge } from "#schema/registry-judge.ts";
import { emptyRegistry, type RegistryState, type SchemaContent } from "#schema/registry-state.ts";

/** A content of the toy format, with whatever is told besides its text. */
export function content(text: string, more: Partial<SchemaContent> = {}): SchemaContent {
  return { format: "avro", text, references: [], properties: [], ...more };
}

/** Answers in short: `v2 id 1`, `42201 Invalid schema: …`, names and numbers joined by a space. */
export class ToyRegistry {
  state: RegistryState;
  readonly judge: Judge;

  constructor(
    profile: RegistryName = "confluent",
    judge: Judge = judgeOf({ avro: toy, protobuf: toy, json: toy }),
  ) {
    this.state = emptyRegistry(profile);
    this.judge = judge;
  }

  ask(request: RegistryRequest): string {
    const response = ask(this.state, request, this.judge);
    this.state = response.state;
    if (!response.ok) return `${response.refusal.code} ${response.refusal.message}`;
    const { value } = response;
    switch (value.kind) {
      case "version": {
        const { version, id, status } = value.version;
        return `v${version} id ${id}${status === "FAILURE" ? " FAILURE" : ""}`;
      }
      case "schema":
        return value.schema.text;
      case "compatible":
        return value.isCompatible ? "compatible" : value.messages.join("; ");
      case "names":
        return value.names.join(" ");
      case "numbers":
        return value.numbers.join(" ");
      case "settings":
        return JSON.stringify(value.settings);
      case "mode":
        return value.mode;
    }
  }

  register(subject: string, text: string, more: Partial<SchemaContent> = {}): string {
    return this.ask({ kind: "register", subject, content: content(text, more) });
  }

  /** Only the code of a refusal. */
  code(request: RegistryRequest): number {
    return Number(this.ask(request).slice(0, 5));
  }
}
