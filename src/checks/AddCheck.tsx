import { useMemo } from "react";
import { addChecks, usualChecks } from "#session/checks.ts";
import { useScenario } from "#session/scenario-store.ts";
import { FORMS } from "#sim/invariants/index.ts";
import { Menu } from "#ui/Menu.tsx";

interface Props {
  /** Gets the id of what was added. */
  readonly onAdded: (id: string) => void;
}

/** A menu of the forms that suit something in the drawing; what is added speaks of the first node that suits. */
export function AddCheck({ onAdded }: Props) {
  const scenario = useScenario((state) => state.scenario);
  const usual = useMemo(() => usualChecks(scenario), [scenario]);
  const items = Object.values(FORMS).flatMap(({ kind, title, targets }) => {
    const suggested = usual.find((each) => each.kind === kind);
    const node = scenario.nodes.find((each) => targets.includes(each.kind));
    const added = suggested ?? (node === undefined ? undefined : { kind, target: node.id, config: {} });
    if (added === undefined) return [];
    return [{ id: kind, label: title, onSelect: () => onAdded(addChecks([added])) }];
  });
  if (items.length === 0) return null;
  return (
    <Menu label="Add a check" align="start" side="above" items={items}>
      Add a check
    </Menu>
  );
}
