import { useId, useState } from "react";
import type { Config, ConfigValue, ScenarioNode } from "#scenario/document.ts";
import { judge, type Field } from "#scenario/fields.ts";
import { intervene } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { FieldInput } from "#ui/FieldInput.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import {
  faultsFor,
  ownFields,
  startConfig,
  whyPointless,
  type Breakable,
  type Fault,
} from "#session/breaking.ts";
import { unitName } from "#session/labels.ts";
import styles from "./Inspector.module.css";

interface Props {
  readonly node: ScenarioNode;
  /** Its instances (brokers) as they are now; empty where the node has none, or before the first frame. */
  readonly units: readonly Breakable[];
}

/** The faults of a node as buttons, each with its settings beside it; they happen at the playhead. */
export function BreakIt({ node, units }: Props) {
  const [chosen, setChosen] = useState(1);
  const faults = faultsFor(node);
  if (faults.length === 0) return null;
  const numbers = units.map((row) => row.number);
  const instance = numbers.includes(chosen) ? chosen : (numbers[0] ?? 1);
  const row = units.find((each) => each.number === instance);
  const running = units.filter((each) => each.isUp).length;
  const plain = faults.filter((fault) => ownFields(fault).length === 0);
  const furnished = faults.filter((fault) => ownFields(fault).length > 0);
  return (
    <section className={styles["section"]} aria-label="Break it">
      <h3>Break it</h3>
      {faults.some((fault) => fault.perInstance) && numbers.length > 1 && (
        <UnitChoice
          isBrokers={node.kind === "cluster"}
          units={units}
          chosen={instance}
          onChoose={setChosen}
        />
      )}
      {plain.length > 0 && (
        <div className={styles["faults"]}>
          {plain.map((fault) => (
            <FaultButton
              key={fault.kind}
              fault={fault}
              node={node}
              row={row}
              config={fault.perInstance ? { instance } : {}}
            />
          ))}
        </div>
      )}
      {furnished.map((fault) => (
        <FaultForm
          key={fault.kind}
          fault={fault}
          node={node}
          row={row}
          running={running}
          instance={instance}
        />
      ))}
    </section>
  );
}

interface UnitChoiceProps {
  readonly isBrokers: boolean;
  readonly units: readonly Breakable[];
  readonly chosen: number;
  readonly onChoose: (instance: number) => void;
}

function UnitChoice({ isBrokers, units, chosen, onChoose }: UnitChoiceProps) {
  const id = useId();
  return (
    <div className={styles["choice"]}>
      <label htmlFor={id}>{isBrokers ? "Broker" : "Instance"}</label>
      <select id={id} value={chosen} onChange={(event) => onChoose(Number(event.target.value))}>
        {units.map((row) => (
          <option key={row.number} value={row.number}>
            {row.number} · {row.state}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FaultButtonProps {
  readonly fault: Fault;
  readonly node: ScenarioNode;
  readonly row: Breakable | undefined;
  readonly config: Config;
  readonly disabled?: boolean;
}

function FaultButton({ fault, node, row, config, disabled }: FaultButtonProps) {
  const whom = fault.perInstance ? unitName(fault, node.name, config["instance"]) : node.name;
  return (
    <Button
      title={fault.summary}
      aria-label={`${fault.title}: ${whom}`}
      disabled={
        disabled === true || (fault.perInstance && row !== undefined && whyPointless(fault, row) !== null)
      }
      onClick={() => intervene(fault.kind, node.id, config)}
    >
      <Glyph d={fault.glyph} size={14} />
      {fault.title}
    </Button>
  );
}

interface FaultFormProps {
  readonly fault: Fault;
  readonly node: ScenarioNode;
  readonly row: Breakable | undefined;
  readonly running: number;
  readonly instance: number;
}

/** A fault that wants to know more than whom. */
function FaultForm({ fault, node, row, running, instance }: FaultFormProps) {
  const id = useId();
  const [given, setGiven] = useState<Config>({});
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const subjects = useScenario((state) => state.scenario.subjects);
  const config: Config = {
    ...startConfig(fault, running),
    ...given,
    ...(fault.perInstance ? { instance } : {}),
  };
  const set = (name: string, value: ConfigValue) => setGiven({ ...given, [name]: value });
  const report = (name: string, says: string | null) => {
    const { [name]: _, ...rest } = wrong;
    setWrong(says === null ? rest : { ...rest, [name]: says });
  };
  const fields = ownFields(fault);
  return (
    <div className={styles["fault"]}>
      <FaultButton
        fault={fault}
        node={node}
        row={row}
        config={config}
        disabled={Object.keys(wrong).length > 0}
      />
      {fields.map(([name, field]) => (
        <div key={name} className={styles["fault-field"]} data-long={isLong(field) ? "" : undefined}>
          <label htmlFor={`${id}-${name}`} title={field.help}>
            {field.label}
          </label>
          <FieldInput
            row={{
              name,
              field,
              value: config[name] ?? field.initial,
              changed: false,
              problem: judge(field, config[name], name),
            }}
            control={{
              id: `${id}-${name}`,
              describedBy: wrong[name] === undefined ? undefined : `${id}-${name}-wrong`,
            }}
            nodesOf={(kind) => (kind === "subject" ? subjects : [])}
            onChange={(value) => set(name, value)}
            onProblem={(says) => report(name, says)}
          />
        </div>
      ))}
      {fields.map(([name]) =>
        wrong[name] === undefined ? null : (
          <p key={name} id={`${id}-${name}-wrong`} role="alert" className={styles["wrong"]}>
            {wrong[name]}
          </p>
        ),
      )}
    </div>
  );
}

/** Times and choices need room, counts and factors do not. */
function isLong(field: Field): boolean {
  return field.type !== "number" || field.unit === "ms" || field.unit === "bytes";
}
