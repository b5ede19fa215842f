import { useMemo, useState } from "react";
import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import type { Fields } from "#scenario/fields.ts";
import { changeSetting, valueAt, type Since } from "#session/live-settings.ts";
import { usePlayback } from "#session/playback-store.ts";
import { kinds } from "#sim/kinds/index.ts";
import { FieldForm } from "#ui/FieldForm.tsx";
import styles from "./Inspector.module.css";
import { SchemaLinks } from "./SchemaLinks.tsx";
import { SettingFoot } from "./SettingFoot.tsx";

interface Props {
  readonly scenario: Scenario;
  readonly node: ScenarioNode;
}

/** The form of the kind's settings; of a kind that this version does not know what the file says, to be read only. */
export function NodeSettings({ scenario, node }: Props) {
  const kind = Object.hasOwn(kinds, node.kind) ? kinds[node.kind] : undefined;
  if (kind !== undefined) return <Form scenario={scenario} node={node} fields={kind.fields} />;
  return (
    <section className={styles["section"]} aria-label="Settings">
      <h3>Settings</h3>
      <p className={styles["muted"]}>
        This version does not know “{node.kind}”. It is kept as it is, and takes no part in the run.
      </p>
      <pre className={styles["raw"]}>{JSON.stringify(node.config, null, 2)}</pre>
    </section>
  );
}

function Form({ scenario, node, fields }: Props & { readonly fields: Fields }) {
  // What can change in a running system changes from now on, unless somebody wants it from the start.
  const [chosen, setChosen] = useState<Readonly<Record<string, Since>>>({});
  const isUnderWay = usePlayback(
    ({ playheadUs, status }) => playheadUs > 0 && (status === "ready" || status === "loading"),
  );
  const sinceOf = (name: string): Since => chosen[name] ?? "now";
  const nodesOf = (wanted: string) =>
    wanted === "subject" ? scenario.subjects : scenario.nodes.filter((each) => each.kind === wanted);
  // Which service a group belongs to is shown by where it stands; only one that lost its service has to choose.
  const isOrphan =
    node.kind === "consumer-group" && nodesOf("service").every((each) => each.id !== node.config["service"]);
  return (
    <section className={styles["section"]} aria-label="Settings" data-settings-of={node.id}>
      <h3>Settings</h3>
      <FieldForm
        fields={fields}
        config={useConfigNow(scenario, node, fields)}
        nodesOf={nodesOf}
        without={isOrphan ? [] : ["service"]}
        onChange={(name, value) => changeSetting(node.id, name, value, sinceOf(name))}
        below={(name) => (
          <>
            {(name === "valueSubject" || name === "keySubject") && <SchemaLinks node={node} field={name} />}
            <SettingFoot
              nodeId={node.id}
              field={name}
              label={fields[name]?.label ?? name}
              since={isUnderWay && fields[name]?.live !== undefined ? sinceOf(name) : null}
              onSince={(since) => setChosen({ ...chosen, [name]: since })}
            />
          </>
        )}
      />
    </section>
  );
}

/** The settings as they are at the playhead: interventions may have changed what the document says. */
function useConfigNow(scenario: Scenario, node: ScenarioNode, fields: Fields): Config {
  const live = useMemo(
    () => Object.keys(fields).filter((name) => fields[name]?.live !== undefined),
    [fields],
  );
  // As a text, so that only another value renders anew and not every step of the playhead.
  const now = usePlayback(({ playheadUs }) =>
    JSON.stringify(live.map((name) => valueAt(scenario, node, name, playheadUs))),
  );
  return useMemo(() => {
    const values = JSON.parse(now) as (number | null)[];
    const config: Record<string, Config[string]> = { ...node.config };
    live.forEach((name, i) => {
      const value = values[i];
      if (value !== null && value !== undefined && value !== fields[name]?.initial) config[name] = value;
      else if (value !== null && value !== undefined) delete config[name];
    });
    return config;
  }, [now, live, node.config, fields]);
}
