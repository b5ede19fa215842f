import { modeOf, registryOf } from "#session/schema-registry.ts";
import { Icon } from "#ui/icons.tsx";
import styles from "./Matrix.module.css";
import type { PanelProps } from "./panels.ts";
import type { Answer } from "./use-answer.ts";

interface Props extends Pick<PanelProps, "scenario" | "subject" | "version"> {
  readonly verdicts: Answer<"verdicts">;
}

/** What every registry whose rules are known would say of the version, under the mode in force. */
export function Opinions({ scenario, subject, version, verdicts }: Props) {
  const opinions = verdicts.answer?.opinions ?? [];
  const [first] = opinions;
  if (first === undefined) return null;
  const disagree = opinions.some(({ compatible }) => compatible !== first.compatible);
  const mode = modeOf(registryOf(scenario), subject).name;
  const all = first.compatible ? "accept" : "refuse";
  return (
    <section className={styles["opinions"]} aria-labelledby="schemas-opinions">
      <h3 id="schemas-opinions">
        {disagree
          ? `Registries disagree about v${version} under ${mode}`
          : `All registries ${all} v${version} under ${mode}`}
      </h3>
      <ul>
        {opinions.map(({ title, compatible, codes }) => (
          <li key={title} data-tone={compatible ? "ok" : "bad"}>
            <Icon name={compatible ? "check" : "close"} size={12} />
            <span>
              {title} {compatible ? "accepts" : "refuses"}
              {codes.length > 0 && <code>{codes.join(", ")}</code>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
