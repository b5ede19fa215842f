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
  fieldsThatApply,
  ownFields,
  startConfig,
  whyPointless,
  whyRefused,
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
  // Dead letters are dealt with one by one in their list; here with all that wait, or some of them.
  const isQueue = node.kind === "dead-letter-queue";
  const isPlain = (fault: Fault): boolean =>
    ownFields(fault).length === 0 || (isQueue && fault.kind !== "redrive");
  const plain = faults.filter(isPlain);
  const furnished = faults.filter((fault) => !isPlain(fault));
  const title = isQueue ? "Deal with several" : "Break it";
  return (
    <section className={styles["section"]} aria-label={title}>
      <h3>{title}</h3>
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
  /** Id of what says why it is disabled. */
  readonly describedBy?: string | undefined;
}

function FaultButton({ fault, node, row, config, disabled, describedBy }: FaultButtonProps) {
  const whom = fault.perInstance ? unitName(fault, node.name, config["instance"]) : node.name;
  return (
    <Button
      title={fault.summary}
      aria-label={`${fault.title}: ${whom}`}
      aria-describedby={describedBy}
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
  const scenario = useScenario((state) => state.scenario);
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
  const fields = fieldsThatApply(fault, config);
  const refused = whyRefused(scenario, fault.kind, node, config);
  return (
    <div className={styles["fault"]} data-many={isRoomy(fault) ? "" : undefined}>
      <FaultButton
        fault={fault}
        node={node}
        row={row}
        config={config}
        disabled={refused !== null || fields.some(([name]) => wrong[name] !== undefined)}
        describedBy={refused === null ? undefined : `${id}-refused`}
      />
      {fields.map(([name, field]) => (
        <div key={name} className={styles["fault-field"]} data-long={isLong(field) ? "" : undefined}>
          <label id={`${id}-${name}-label`} htmlFor={`${id}-${name}`} title={field.help}>
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
            nodesOf={(kind) => (kind === "subject" ? scenario.subjects : [])}
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
      {refused !== null && (
        <p id={`${id}-refused`} className={styles["refused"]}>
          {refused}
        </p>
      )}
    </div>
  );
}

/** Whether what it asks for is too much for the line of its button. */
function isRoomy(fault: Fault): boolean {
  return ownFields(fault).length > 2 || fault.title.length > 16;
}

/** Times and choices need room, counts and factors do not. */
function isLong(field: Field): boolean {
  return field.type !== "number" || field.unit === "ms" || field.unit === "bytes";
}
