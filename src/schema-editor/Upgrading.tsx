import { useMemo, useState } from "react";
import type { Scenario, SchemaSubject } from "#scenario/document.ts";
import { US_PER_MS } from "#base/units.ts";
import { momentText } from "#sim/words.ts";
import { usePlayback } from "#session/playback-store.ts";
import type { AnswerOf } from "#session/schema-analysis.ts";
import {
  addDeployments,
  deploymentsFor,
  endsTooLate,
  usersAt,
  type Upgrader,
  type UsersNow,
} from "#session/schema-rollout.ts";
import { closeSchemas } from "#session/schemas-store.ts";
import { select } from "#session/selection-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import type { PanelProps } from "./panels.ts";
import { flushTyping } from "./typing.ts";
import styles from "./Upgrading.module.css";
import { useAnswer } from "./use-answer.ts";

type Advice = AnswerOf<"upgrade">;

/** The panel: in which order those on the canvas who use the subject move to the shown version, and what fails in another. */
export function Upgrading({ scenario, subject, version, input, ask }: PanelProps) {
  const atMs = usePlayback(({ playheadUs }) => Math.floor(playheadUs / US_PER_MS));
  // The playhead moves ten times a second; what is asked changes only at a deployment.
  const now = JSON.stringify(usersAt(scenario, subject, atMs));
  const { users, stored } = useMemo(() => JSON.parse(now) as UsersNow, [now]);
  const question = useMemo(
    () => (users.length === 0 ? null : { subject: input, users, to: version, stored }),
    [input, users, stored, version],
  );
  const { answer, failure, isPending } = useAnswer(ask, "upgrade", question);
  if (users.length === 0) {
    return (
      <p className={styles["muted"]}>
        Nobody on the canvas uses {subject.name}: choose it as the value or key schema of a topic, and wire
        services to that topic.
      </p>
    );
  }
  const isThere = users.every((user) => user.version === version);
  return (
    <div className={styles["panel"]} data-pending={isPending ? "" : undefined}>
      <Users users={users} version={version} atMs={atMs} />
      {failure !== "" && (
        <p className={styles["failure"]} role="alert">
          {failure}
        </p>
      )}
      {answer === null && failure === "" && <p className={styles["muted"]}>Working it out …</p>}
      {answer !== null && isThere && (
        <p>Everybody is on v{version} at this moment. Show another version to move to it.</p>
      )}
      {answer !== null && !isThere && (
        <Plan
          scenario={scenario}
          subject={subject}
          users={users}
          version={version}
          advice={answer}
          isPending={isPending}
        />
      )}
    </div>
  );
}

interface UsersProps {
  readonly users: readonly Upgrader[];
  readonly version: number;
  readonly atMs: number;
}

function Users({ users, version, atMs }: UsersProps) {
  const show = (nodeId: string) => {
    flushTyping();
    closeSchemas();
    select([nodeId]);
  };
  return (
    <table className={styles["users"]}>
      <caption>Who uses it at {momentText(Math.floor(atMs / 1_000) * 1_000 * US_PER_MS)}</caption>
      <tbody>
        {users.map(({ nodeId, name, role, version: own, upcasts }) => (
          <tr key={nodeId}>
            <th scope="row">
              <Button look="quiet" onClick={() => show(nodeId)}>
                {name}
              </Button>
            </th>
            <td>{role === "writes" ? "writes" : upcasts ? "reads, with upcasters" : "reads"}</td>
            <td>{own === version ? `v${own}` : `v${own} → v${version}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface PlanProps {
  readonly scenario: Scenario;
  readonly subject: SchemaSubject;
  readonly users: readonly Upgrader[];
  readonly version: number;
  readonly advice: Advice;
  /** The advice is on an older question. */
  readonly isPending: boolean;
}

const TONES = {
  "any-order": { tone: "ok", icon: "check" },
  ordered: { tone: "ok", icon: "check" },
  none: { tone: "bad", icon: "warning" },
  unreadable: { tone: "bad", icon: "warning" },
} as const;

function Plan({ scenario, subject, users, version, advice, isPending }: PlanProps) {
  const { kind, says, steps, otherwise, refusal } = advice;
  const { tone, icon } = TONES[kind];
  return (
    <>
      {refusal !== "" && (
        <p className={styles["advice"]} data-tone="bad">
          <Icon name="warning" size={14} /> <span>{refusal}</span>
        </p>
      )}
      <div className={styles["advice"]} data-tone={tone}>
        <Icon name={icon} size={14} />
        <div className={styles["says"]}>
          {says.map((each) => (
            <p key={each}>{each}</p>
          ))}
        </div>
      </div>
      {otherwise.length > 0 && (
        <section className={styles["otherwise"]} aria-label="In the other order">
          <h3>In the other order</h3>
          <ul>
            {otherwise.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </section>
      )}
      {(kind === "any-order" || kind === "ordered") && (
        <Add
          scenario={scenario}
          subject={subject}
          users={users}
          steps={steps}
          version={version}
          isPending={isPending}
        />
      )}
    </>
  );
}

interface AddProps extends Omit<PlanProps, "advice"> {
  readonly steps: Advice["steps"];
}

function Add({ scenario, subject, users, steps, version, isPending }: AddProps) {
  const [isAdded, setAdded] = useState(false);
  const durationUs = usePlayback((state) => state.durationUs);
  const atMs = usePlayback(({ playheadUs }) => Math.floor(playheadUs / US_PER_MS));
  const isLate = endsTooLate(deploymentsFor(scenario, users, steps, { version, atMs }), durationUs);
  const waits = steps.some(({ afterRecordsOf }) => afterRecordsOf.length > 0);
  const add = () => {
    flushTyping();
    addDeployments(subject, users, steps, version);
    setAdded(true);
  };
  return (
    <div className={styles["add"]}>
      <Button look="primary" disabled={isPending} onClick={add}>
        Add these deployments to the scenario
      </Button>
      <p className={styles["muted"]}>
        From the playhead on, one step after the other; one undo takes them back.
        {waits && " How long old records stay is not known here: move the later step if they stay longer."}
        {isLate && " The run ends before the last of them: begin earlier, or let it run longer."}
        {isAdded && " They are in the scenario."}
      </p>
    </div>
  );
}
