/** Behind a missing branch of a union: the reader's branch that was meant, and why it does not fit. Java does not tell. */
import { incompatibilities, type Incompatibility } from "./compare-java.ts";
import type { Finding } from "./compare-spot.ts";
import { isNamed, type AvroType, type TypeUse } from "./schema.ts";

export interface NearBranch {
  readonly branch: TypeUse;
  /** Why it does not fit; their locations begin at the branch. */
  readonly reasons: readonly Incompatibility[];
}

/** null where the reader's union has nothing of the kind, or no union at all is in the way. */
export function nearBranch({ code, readerUse, writerUse }: Finding<string>): NearBranch | null {
  const { type } = readerUse;
  if (code !== "MISSING_UNION_BRANCH" || type.kind !== "union") return null;
  const branch =
    type.branches.find((one) => isSameType(one.type, writerUse.type)) ??
    onlyOf(type.branches.filter((one) => one.type.kind === writerUse.type.kind));
  if (branch === undefined) return null;
  const reasons = incompatibilities(branch, writerUse);
  return reasons.length === 0 ? null : { branch, reasons };
}

function isSameType(reader: AvroType, writer: AvroType): boolean {
  if (reader.kind !== writer.kind) return false;
  return isNamed(reader) && isNamed(writer) ? reader.name === writer.name : !isNamed(reader);
}

function onlyOf(branches: readonly TypeUse[]): TypeUse | undefined {
  return branches.length === 1 ? branches[0] : undefined;
}
