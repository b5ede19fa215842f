import { FORMAT_NAMES } from "#schema/format.ts";
import { createSubject } from "#session/schema-edits.ts";
import { FORMAT_TITLES } from "#session/schema-starters.ts";
import type { ButtonLook } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";

/** A new subject in a format of choice, with a small record to begin with. */
export function NewSchemaMenu({ look = "plain" }: { readonly look?: ButtonLook }) {
  return (
    <Menu
      label="New schema"
      titled
      look={look}
      items={FORMAT_NAMES.map((format) => ({
        id: format,
        label: FORMAT_TITLES[format],
        onSelect: () => createSubject({ name: "orders-value", format }),
      }))}
    >
      <Icon name="plus" size={14} /> New schema
    </Menu>
  );
}
