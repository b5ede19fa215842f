import { useId, useState } from "react";
import type { SchemaSubject } from "#scenario/document.ts";
import { NAME_LENGTH_MAX } from "#scenario/edits.ts";
import { useScenario } from "#session/scenario-store.ts";
import { deleteSubject, renameSubject, setMode } from "#session/schema-edits.ts";
import { modeOf, registryOf, isFormat } from "#session/schema-registry.ts";
import { FORMAT_TITLES } from "#session/schema-starters.ts";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { copyVersion, saveVersion } from "./exporting.ts";
import styles from "./SubjectHead.module.css";
import { flushTyping } from "./typing.ts";

interface Props {
  readonly subject: SchemaSubject;
  readonly version: number;
}

/** Name, format and compatibility mode of a subject, and what can be done with it. */
export function SubjectHead({ subject, version }: Props) {
  const format = isFormat(subject.format) ? FORMAT_TITLES[subject.format] : subject.format;
  return (
    <div className={styles["head"]}>
      <NameField subject={subject} />
      <span className={styles["format"]}>{format}</span>
      <ModeField subject={subject} />
      <Menu
        label={`More about ${subject.name}`}
        iconOnly
        look="quiet"
        align="end"
        items={[
          {
            id: "copy",
            label: `Copy v${version}`,
            icon: <Icon name="copy" />,
            disabled: version === 0,
            onSelect: () => void copyVersion(subject.id, version),
          },
          {
            id: "save",
            label: `Save v${version} as a file`,
            icon: <Icon name="download" />,
            disabled: version === 0,
            onSelect: () => saveVersion(subject.id, version),
          },
          {
            id: "delete",
            label: `Delete ${subject.name}`,
            icon: <Icon name="trash" />,
            danger: true,
            startsGroup: true,
            onSelect: () => {
              flushTyping();
              deleteSubject(subject.id);
            },
          },
        ]}
      >
        <Icon name="more" />
      </Menu>
    </div>
  );
}

function NameField({ subject }: Pick<Props, "subject">) {
  const [draft, setDraft] = useState<string | null>(null);
  const apply = () => {
    if (draft !== null && draft.trim() !== "") renameSubject(subject.id, draft);
    setDraft(null);
  };
  return (
    <input
      className={styles["name"]}
      data-settled={draft === null ? "" : undefined}
      aria-label="Name of this subject"
      value={draft ?? subject.name}
      maxLength={NAME_LENGTH_MAX}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setDraft(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
        if (event.key !== "Escape" || draft === null) return;
        event.stopPropagation();
        setDraft(null);
      }}
    />
  );
}

function ModeField({ subject }: Pick<Props, "subject">) {
  const id = useId();
  const scenario = useScenario((state) => state.scenario);
  const registry = registryOf(scenario);
  const now = modeOf(registry, subject);
  const modes = registry.profile.modes.filter(({ mode }) => mode !== null);
  return (
    <span className={styles["mode"]}>
      <label htmlFor={id}>Compatibility</label>
      <select
        id={id}
        value={now.isDefault ? "" : String(now.mode)}
        title={registry.profile.title}
        onChange={(event) => setMode(subject.id, event.target.value)}
      >
        <option value="">{registry.mode.name} (of the registry)</option>
        {modes.map(({ name, mode }) => (
          <option key={name} value={String(mode)}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
