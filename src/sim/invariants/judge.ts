import type { Problem } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import { FORMS, formOf } from "./index.ts";

/** What is wrong with the invariants of a scenario: their forms, targets and settings. */
export function judgeInvariants({ invariants, nodes }: Scenario): {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  invariants.forEach(({ kind, target, config }, i) => {
    const path = `invariants[${i}]`;
    const form = formOf(kind);
    if (form === undefined) {
      problems.push({
        code: "unknown-invariant",
        path: `${path}.kind`,
        says: `"${kind}" is no form of invariant that this version knows.`,
        tryThis: `Known ones: ${Object.keys(FORMS).join(", ")}.`,
      });
      return;
    }
    const node = nodes.find(({ id }) => id === target);
    if (node === undefined || !form.targets.includes(node.kind)) {
      const found =
        node === undefined ? `"${target}", which is not there` : `${node.name}, which is a ${node.kind}`;
      problems.push({
        code: "wrong-target",
        path: `${path}.target`,
        says: `"${kind}" cannot be demanded of ${found}.`,
        tryThis: `It speaks of a ${form.targets.join(" or ")}.`,
      });
    }
    const read = readConfig(form.fields, config, `${path}.config`);
    if (read.ok) warnings.push(...read.warnings);
    else problems.push(...read.problems);
  });
  return { problems, warnings };
}
