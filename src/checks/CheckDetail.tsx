import { useId, useMemo, type ReactNode } from "react";
import {
  causeOfCheck,
  deleteCheck,
  endNaming,
  nameCheck,
  setCheckSetting,
  setCheckTarget,
  type Check,
} from "#session/checks.ts";
import { showAnomaly } from "#session/chosen.ts";
import { seek, usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useStory } from "#session/story.ts";
import { noCauseText, type Cause as Led } from "#sim/invariants-words.ts";
import { formOf } from "#sim/invariants/index.ts";
import { Button } from "#ui/Button.tsx";
import { FieldForm } from "#ui/FieldForm.tsx";
import { clockText } from "#ui/quantities.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import styles from "./CheckDetail.module.css";
import { LAMPS } from "./lamps.ts";

/** The explanation is told anew at most this often. */
const EVERY_MS = 500;

/** One check: how it stands, how a violation came about, and what it demands, to be changed. */
export function CheckDetail({ check }: { readonly check: Check }) {
  const { invariant, name, lamp, says, violation } = check;
  const form = formOf(invariant.kind);
  return (
    <section className={styles["detail"]} aria-label={`Check: ${name}`}>
      <div className={styles["found"]}>
        <h2 className={styles["title"]} data-lamp={lamp}>
          {name}: {LAMPS[lamp].says}
          {violation === null ? "" : ` ${clockText(violation.atUs)}`}
        </h2>
        <p>{says === "" ? (form?.summary ?? "This version does not know this form.") : says}</p>
        <div className={styles["deeds"]}>
          {violation !== null && (
            <Button look="primary" onClick={() => seek(violation.atUs)}>
              Go to the first violation
            </Button>
          )}
          <Button look="quiet" onClick={() => deleteCheck(invariant.id)}>
            Delete
          </Button>
        </div>
        {violation !== null && <Cause check={check} />}
      </div>
      {form !== undefined && <Demands check={check} targets={form.targets} />}
    </section>
  );
}

function Cause({ check }: { readonly check: Check }) {
  const version = useAtMost(useStory, (state) => state.version, EVERY_MS);
  const layout = usePlayback((state) => state.layout);
  const cause = useMemo(() => {
    void version;
    return layout === null ? null : causeOfCheck(check);
  }, [version, layout, check]);
  if (cause === null) return <p className={styles["faint"]}>{noCauseText(check.violation?.atUs ?? 0)}</p>;
  return (
    <>
      <Chain cause={cause} />
      {cause.anomaly >= 0 && (
        <Button look="quiet" onClick={() => showAnomaly(cause.anomaly)}>
          Show it in Explained
        </Button>
      )}
    </>
  );
}

function Chain({ cause }: { readonly cause: Led }) {
  return (
    <>
      <ol className={styles["chain"]} aria-label="How it came about">
        {cause.chain.map(({ atUs, says }) => (
          <li key={says}>
            {atUs === null ? (
              <span className={styles["time"]} />
            ) : (
              <button type="button" className={styles["time"]} onClick={() => seek(atUs)}>
                {clockText(atUs)}
              </button>
            )}
            <bdi>{says}</bdi>
          </li>
        ))}
      </ol>
      {cause.prevention !== "" && (
        <p>
          <span className={styles["faint"]}>Would have prevented it: </span>
          <bdi>{cause.prevention}</bdi>
        </p>
      )}
    </>
  );
}

interface DemandsProps {
  readonly check: Check;
  /** Kinds of node that the form speaks of. */
  readonly targets: readonly string[];
}

function Demands({ check: { invariant, name }, targets }: DemandsProps) {
  const nodes = useScenario((state) => state.scenario.nodes);
  const form = formOf(invariant.kind)!;
  return (
    <div className={styles["demands"]}>
      <Row label="Of">
        {(id) => (
          <select
            id={id}
            className={styles["input"]}
            value={invariant.target}
            onChange={(event) => setCheckTarget(invariant.id, event.target.value)}
          >
            {nodes
              .filter(({ kind }) => targets.includes(kind))
              .map((node) => (
                <option key={node.id} value={node.id}>
                  {node.name}
                </option>
              ))}
          </select>
        )}
      </Row>
      <Row label="Name">
        {(id) => (
          <input
            id={id}
            className={styles["input"]}
            value={invariant.name ?? ""}
            placeholder={name}
            onChange={(event) => nameCheck(invariant.id, event.target.value)}
            onBlur={endNaming}
          />
        )}
      </Row>
      <FieldForm
        fields={form.fields}
        config={invariant.config}
        onChange={(field, value) => setCheckSetting(invariant.id, field, value)}
      />
    </div>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles["row"]}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
