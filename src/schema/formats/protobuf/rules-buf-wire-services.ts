/** buf's WIRE rules for calls that both files have. */
import type { Findings } from "./findings.ts";
import type { ProtoRpc } from "./schema.ts";

export function bufServices(findings: Findings): void {
  const { reader, writer } = findings;
  const services = new Map(reader.file.services.map((service) => [service.fullName, service]));
  for (const service of writer.file.services) {
    const now = services.get(service.fullName);
    const calls = new Map(now?.rpcs.map((rpc) => [rpc.name, rpc]));
    for (const old of service.rpcs) {
      const same = calls.get(old.name);
      if (same === undefined) continue;
      const path = [service.name, old.name];
      for (const [code, valueOf] of RULES) {
        const before = valueOf(old);
        const after = valueOf(same);
        if (before === after) continue;
        const says = `${before} is now ${after}`;
        const readerPlace = { path: path.join("."), range: same.nameRange };
        findings.addAt(code, true, path, says, readerPlace, { path: path.join("."), range: old.nameRange });
      }
    }
  }
}

const RULES: readonly (readonly [code: string, valueOf: (rpc: ProtoRpc) => string])[] = [
  ["RPC_SAME_REQUEST_TYPE", (rpc) => rpc.input?.fullName ?? rpc.inputText],
  ["RPC_SAME_RESPONSE_TYPE", (rpc) => rpc.output?.fullName ?? rpc.outputText],
  ["RPC_SAME_CLIENT_STREAMING", (rpc) => (rpc.inputStreams ? "streaming" : "unary")],
  ["RPC_SAME_SERVER_STREAMING", (rpc) => (rpc.outputStreams ? "streaming" : "unary")],
  ["RPC_SAME_IDEMPOTENCY_LEVEL", idempotency],
];

function idempotency({ options }: ProtoRpc): string {
  const value = options.find(({ name }) => name === "idempotency_level")?.value;
  return value?.kind === "word" ? value.value : "IDEMPOTENCY_UNKNOWN";
}
