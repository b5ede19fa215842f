import type { SchemaSubject } from "#scenario/document.ts";
import { useScenario } from "#session/scenario-store.ts";
import { FORMAT_TITLES } from "#session/schema-starters.ts";
import { isFormat } from "#session/schema-registry.ts";
import { topicsOf } from "#session/schema-users.ts";
import { showSubject } from "#session/schemas-store.ts";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { chooseSchemaFile } from "./importing.ts";
import { NewSchemaMenu } from "./NewSchemaMenu.tsx";
import styles from "./SubjectList.module.css";
import { flushTyping } from "./typing.ts";

interface Props {
  readonly subjects: readonly SchemaSubject[];
  readonly shown: SchemaSubject;
}

/** All subjects of the scenario; on a narrow view a list to choose from. */
export function SubjectList({ subjects, shown }: Props) {
  const show = (id: string) => {
    flushTyping();
    showSubject(id);
  };
  return (
    <nav className={styles["nav"]} aria-label="Subjects">
      <ul className={styles["list"]}>
        {subjects.map((subject) => (
          <li key={subject.id}>
            <button
              type="button"
              className={styles["subject"]}
              aria-current={subject === shown ? "true" : undefined}
              onClick={() => show(subject.id)}
            >
              <span className={styles["name"]}>{subject.name}</span>
              <Facts subject={subject} />
            </button>
          </li>
        ))}
      </ul>
      <label className={styles["choice"]}>
        <span className="visually-hidden">Subject</span>
        <select value={shown.id} onChange={(event) => show(event.target.value)}>
          {subjects.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <div className={styles["actions"]}>
        <NewSchemaMenu />
        <IconButton label="Open a schema file" onClick={chooseSchemaFile}>
          <Icon name="folder" />
        </IconButton>
      </div>
    </nav>
  );
}

function Facts({ subject }: { readonly subject: SchemaSubject }) {
  const topics = useScenario(({ scenario }) =>
    topicsOf(scenario, subject.id)
      .map(({ name }) => name)
      .join(", "),
  );
  const { format, versions } = subject;
  const title = isFormat(format) ? FORMAT_TITLES[format] : format;
  return (
    <span className={styles["facts"]}>
      {title} · {versions.length} {versions.length === 1 ? "version" : "versions"}
      {topics !== "" && ` · ${topics}`}
    </span>
  );
}
