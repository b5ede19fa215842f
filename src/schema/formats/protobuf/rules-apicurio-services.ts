/** Apicurio's rules for services: calls may neither go nor change what they take and give back. */
import type { Findings } from "./findings.ts";
import { filePlace } from "./places.ts";
import type { ProtoRpc, ProtoService } from "./schema.ts";

export function apicurioServices(findings: Findings): void {
  const { reader, writer } = findings;
  const services = new Map(reader.file.services.map((service) => [service.name, service]));
  for (const old of writer.file.services) {
    const now = services.get(old.name);
    const calls = new Map(now?.rpcs.map((rpc) => [rpc.name, rpc]));
    for (const rpc of old.rpcs) {
      const path = [old.name, rpc.name];
      const same = calls.get(rpc.name);
      const writerPlace = { path: path.join("."), range: rpc.nameRange };
      if (same === undefined) {
        const says = `rpc ${rpc.name} removed, service ${old.name}`;
        findings.addAt("NO_REMOVING_RPCS", true, path, says, absent(findings, now), writerPlace);
      } else if (signature(rpc) !== signature(same)) {
        const says = `rpc signature changed, before ${signature(rpc)}, after ${signature(same)}`;
        const readerPlace = { path: path.join("."), range: same.nameRange };
        findings.addAt("NO_CHANGING_RPC_SIGNATURE", true, path, says, readerPlace, writerPlace);
      }
    }
  }
}

function absent({ reader }: Findings, service: ProtoService | undefined): ReturnType<typeof filePlace> {
  return service === undefined ? filePlace(reader) : { path: service.name, range: service.nameRange };
}

function signature(rpc: ProtoRpc): string {
  const input = rpc.input?.fullName ?? rpc.inputText;
  const output = rpc.output?.fullName ?? rpc.outputText;
  return `${input}:${String(rpc.inputStreams)}->${output}:${String(rpc.outputStreams)}`;
}
