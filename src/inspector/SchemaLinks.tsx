import type { ScenarioNode } from "#scenario/document.ts";
import { FORMAT_NAMES } from "#schema/format.ts";
import { createSubject } from "#session/schema-edits.ts";
import { FORMAT_TITLES } from "#session/schema-starters.ts";
import { openSchemas } from "#session/schemas-store.ts";
import { Button } from "#ui/Button.tsx";
import { Menu } from "#ui/Menu.tsx";
import styles from "./Inspector.module.css";

interface Props {
  readonly node: ScenarioNode;
  readonly field: "valueSubject" | "keySubject";
}

/** Under a topic's schema: to the editor, or, where it has none, a new one in a format of choice. */
export function SchemaLinks({ node, field }: Props) {
  const subjectId = node.config[field];
  const part = field === "valueSubject" ? "value" : "key";
  if (typeof subjectId === "string" && subjectId !== "") {
    return (
      <div className={styles["schema-links"]}>
        <Button onClick={() => openSchemas({ subjectId, version: 0 })}>
          Edit schema<span className="visually-hidden"> of the {part}</span>
        </Button>
      </div>
    );
  }
  const make = (format: (typeof FORMAT_NAMES)[number]) => {
    const id = createSubject({
      name: `${node.name}-${part}`,
      format,
      attachTo: { nodeId: node.id, setting: field },
    });
    if (id !== "") openSchemas({ subjectId: id });
  };
  return (
    <div className={styles["schema-links"]}>
      <Menu
        label={`New ${part} schema`}
        titled
        items={FORMAT_NAMES.map((format) => ({
          id: format,
          label: FORMAT_TITLES[format],
          onSelect: () => make(format),
        }))}
      >
        New schema
      </Menu>
    </div>
  );
}
