import { useEffect, useRef } from "react";
import type { ScenarioNode } from "#scenario/document.ts";
import { whyRefused } from "#session/breaking.ts";
import { intervene } from "#session/commands.ts";
import { plannedFor, useDeadLetters, watchDeadLetters } from "#session/dead-letters.ts";
import { followMessage } from "#session/journey.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { setDrawerTab } from "#session/view-store.ts";
import type { OffsetDetail } from "#sim/partition-detail.ts";
import { Button } from "#ui/Button.tsx";
import styles from "./DeadLetters.module.css";
import { MoreRows, ROWS_MAX } from "./Figures.tsx";
import panel from "./Inspector.module.css";

/** The dead letters that wait, one by one: each can be opened, mended, sent again and thrown away. */
export function DeadLetters({ node }: { readonly node: ScenarioNode }) {
  const letters = useDeadLetters((state) => (state.queueId === node.id ? state.letters : null));
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => watchDeadLetters(node.id), [node.id]);
  if (letters === null) return null;
  return (
    <section className={panel["section"]} aria-label={`Dead letters in ${node.name}`}>
      <h3 ref={head} tabIndex={-1}>
        One by one
      </h3>
      {letters.length === 0 ? (
        <p className={panel["muted"]}>
          None waits at this moment. A message that fails every attempt comes here, with what is known of its
          failure.
        </p>
      ) : (
        <ul className={styles["letters"]} aria-label="Dead letters that wait">
          {letters.slice(0, ROWS_MAX).map((letter) => (
            <Letter
              key={letter.offset}
              node={node}
              letter={letter}
              // The letter may leave the list: the focus stays near it.
              onDone={() => head.current?.focus()}
            />
          ))}
        </ul>
      )}
      <MoreRows count={letters.length} />
    </section>
  );
}

interface LetterProps {
  readonly node: ScenarioNode;
  readonly letter: OffsetDetail;
  readonly onDone: () => void;
}

function Letter({ node, letter, onDone }: LetterProps) {
  const { headers = [], key, message, offset } = letter;
  const says = (name: string): string => headers.find((each) => each.name === name)?.value ?? "";
  const scenario = useScenario((state) => state.scenario);
  const planned = usePlayback(({ playheadUs }) => plannedFor(scenario, node.id, offset, playheadUs));
  const open = () => {
    followMessage(message);
    setDrawerTab("messages");
  };
  const deal = (kind: string, config: Readonly<Record<string, string | number>>) => {
    intervene(kind, node.id, config);
    onDone();
  };
  return (
    <li>
      <details name={`letters-${node.id}`} className={styles["letter"]}>
        <summary>
          <b>{key ?? "no key"}</b>
          <span className={panel["muted"]}>offset {offset}</span>
          <span className={styles["tag"]}>{planned ?? stateOf(letter, says("x-attempts"))}</span>
        </summary>
        <div className={styles["actions"]}>
          <Button onClick={open}>Journey</Button>
          {letter.letter?.isMended === false && planned === null && (
            <Button onClick={() => deal("mend-dead-letters", { offset })}>Mend</Button>
          )}
          <RedriveOne node={node} offset={offset} onRedrive={deal} />
          <Button onClick={() => deal("discard-dead-letters", { offset })}>Discard</Button>
        </div>
        <p className={panel["muted"]}>
          Redriven, it goes to {says("x-original-topic")} again: behind everything newer of its key, and to
          every group that reads it.
        </p>
        <dl className={styles["headers"]} aria-label="Headers">
          {headers.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}

interface RedriveOneProps {
  readonly node: ScenarioNode;
  readonly offset: number;
  readonly onRedrive: (kind: string, config: Readonly<Record<string, string | number>>) => void;
}

/** The button, or why there is none: that is known before anybody presses it. */
function RedriveOne({ node, offset, onRedrive }: RedriveOneProps) {
  const refused = useScenario(({ scenario }) => whyRefused(scenario, "redrive", node, {}));
  const id = `redrive-${offset}`;
  return (
    <>
      <Button
        disabled={refused !== null}
        aria-describedby={refused === null ? undefined : id}
        onClick={() => onRedrive("redrive", { which: "one", offset })}
      >
        Redrive
      </Button>
      {refused !== null && (
        <p id={id} className={styles["refused"]}>
          {refused}
        </p>
      )}
    </>
  );
}

function stateOf({ letter }: OffsetDetail, attempts: string): string {
  if (letter?.is === "underWay") return "on its way";
  if (letter?.isMended === true) return "mended";
  return attempts === "1" ? "1 attempt" : `${attempts} attempts`;
}
