import type { DatabaseSight, Frame, ServiceEffectsSight } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { showWhy } from "#session/why-shown.ts";
import { Button } from "#ui/Button.tsx";
import { countText, durationText } from "#ui/quantities.ts";
import { Figures, type Figure } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { useLive } from "./use-live.ts";

interface Props {
  readonly nodeId: string;
  readonly name: string;
}

/** What a service's effects have come to: expected against actual, what came twice or never, and its outbox. */
export function EffectFacts({ nodeId, name }: Props) {
  const sight = useLive((layout, frame) => sightOf(layout, frame, nodeId));
  if (sight === null) return null;
  return (
    <section className={styles["section"]} aria-label={`Effects of ${name}`}>
      <h3>Effects</h3>
      {sight.hasEffect && <Values sight={sight} />}
      <Figures list={[...effectFigures(sight), ...eventFigures(sight)]} />
      {sight.hasEffect && sight.wrongKeys > 0 && (
        <Button className={styles["why"] ?? ""} onClick={() => showWhy("wrong-value", nodeId)}>
          Why is it wrong?
        </Button>
      )}
    </section>
  );
}

/** A database: whether it answers, and what it is busy with. */
export function DatabaseFacts({ nodeId, name }: Props) {
  const sight = useLive(
    (_, frame) => frame.effects?.databases.find((database) => database.nodeId === nodeId) ?? null,
  );
  if (sight === null) return null;
  return (
    <section className={styles["section"]} aria-label={`${name} now`}>
      <h3>Now</h3>
      <Figures list={databaseFigures(sight)} />
    </section>
  );
}

function sightOf(layout: Layout, frame: Frame, nodeId: string): ServiceEffectsSight | null {
  const index = layout.services.findIndex((service) => service.nodeId === nodeId);
  return frame.effects?.services.find(({ service }) => service === index) ?? null;
}

/** Money as "1,050.00", pieces as they are. */
function valueText(value: number, { unit }: ServiceEffectsSight): string {
  if (unit === "pieces") return countText(value);
  const cents = String(Math.abs(value) % 100).padStart(2, "0");
  return `${value < 0 ? "−" : ""}${countText(Math.floor(Math.abs(value) / 100))}.${cents}`;
}

function Values({ sight }: { readonly sight: ServiceEffectsSight }) {
  const { keys, keyCount, wrongKeys } = sight;
  return (
    <>
      <table className={styles["table"]} aria-label="Expected and actual values">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col" className={styles["figure"]}>
              Expected
            </th>
            <th scope="col" className={styles["figure"]}>
              Actual
            </th>
          </tr>
        </thead>
        <tbody>
          <ValueRow name="All" sight={sight} expected={sight.expected} actual={sight.actual} />
          {keys.map((key) => (
            <ValueRow key={key.name} sight={sight} {...key} />
          ))}
        </tbody>
      </table>
      {keyCount > keys.length && (
        <p className={styles["muted"]}>
          {`${countText(keys.length)} of ${countText(keyCount)} keys, those that are wrong first; ${countText(wrongKeys)} are wrong.`}
        </p>
      )}
    </>
  );
}

interface ValueRowProps {
  readonly name: string;
  readonly expected: number;
  readonly actual: number;
  readonly sight: ServiceEffectsSight;
}

function ValueRow({ name, expected, actual, sight }: ValueRowProps) {
  const isWrong = expected !== actual;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={styles["figure"]}>{valueText(expected, sight)}</td>
      <td className={styles["figure"]}>
        <span className={styles["state"]} data-tone={isWrong ? "bad" : "plain"}>
          {valueText(actual, sight)}
          {isWrong && <span className="visually-hidden"> is wrong</span>}
        </span>
      </td>
    </tr>
  );
}

function counted(label: string, value: number, isBad = false): Figure {
  return { label, value: countText(value), bad: isBad && value > 0 };
}

function effectFigures(sight: ServiceEffectsSight): readonly Figure[] {
  const { effects, failures, hasEffect, missing, partedUs, repeated, skipped } = sight;
  if (!hasEffect) return failures > 0 ? [counted("Failed transactions", failures)] : [];
  return [
    counted("Effects", effects),
    counted("Done twice", repeated, true),
    counted("Skipped", skipped),
    counted("Missing", missing, true),
    ...(failures > 0 ? [counted("Failed transactions", failures)] : []),
    ...(partedUs < 0
      ? []
      : [{ label: "Wrong for the first time", value: durationText(partedUs / 1000), bad: true, wide: true }]),
  ];
}

function eventFigures(sight: ServiceEffectsSight): readonly Figure[] {
  if (!sight.publishes) return [];
  const { committed, lost, oldestUs, outbox, phantom, published, publishedAgain } = sight;
  return [
    counted("Events in the database", committed),
    counted("In the topic", published),
    counted("Lost", lost, true),
    counted("Phantoms", phantom, true),
    counted("Published again", publishedAgain),
    counted("In the outbox", outbox),
    ...(outbox > 0
      ? [{ label: "The oldest waits for", value: durationText(oldestUs / 1000), wide: true }]
      : []),
  ];
}

function databaseFigures({ commits, isDown, outbox, underWay, waiting }: DatabaseSight): readonly Figure[] {
  return [
    { label: "State", value: isDown ? "down" : "up", bad: isDown },
    counted("Commits", commits),
    counted("Under way", underWay),
    counted("Wait for a connection", waiting, true),
    counted("Rows in outboxes", outbox),
  ];
}
