import { useEffect } from "react";
import { EventIs, type AggregateHistory, type HistoryEvent } from "#sim/aggregate.ts";
import type { Frame } from "#sim/frame.ts";
import { instanceName, type Layout } from "#sim/layout.ts";
import { aggregateText, centsText } from "#sim/sentences-sourcing.ts";
import { askAboutAggregate, askAboutMoment, useAggregate, watchAggregate } from "#session/aggregate.ts";
import { usePlayback } from "#session/playback-store.ts";
import { Button } from "#ui/Button.tsx";
import { Field } from "#ui/Field.tsx";
import { countText, momentText } from "#ui/quantities.ts";
import { Figures, type Figure } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import own from "./StoreFacts.module.css";
import { useLive } from "./use-live.ts";

interface Props {
  readonly nodeId: string;
  readonly name: string;
}

/** An event store: its figures, its readers, and what any of its aggregates was at any moment. */
export function StoreFacts({ nodeId, name }: Props) {
  const figures = useLive((layout, frame) => figuresOf(layout, frame, nodeId));
  if (figures === null) return null;
  return (
    <>
      <section className={styles["section"]} aria-label={`Now in ${name}`}>
        <h3>Now</h3>
        <Figures list={figures} />
      </section>
      <PastOf nodeId={nodeId} />
    </>
  );
}

function figuresOf(layout: Layout, frame: Frame, nodeId: string): readonly Figure[] | null {
  const at = layout.stores?.findIndex((store) => store.nodeId === nodeId) ?? -1;
  const sight = frame.stores?.[at];
  if (sight === undefined) return null;
  const count = (label: string, value: number, isBad = false): Figure => ({
    label,
    value: countText(value),
    bad: isBad && value > 0,
  });
  const isSourced = sight.keeps === "events";
  return [
    count(isSourced ? "Events" : "Writes", sight.events),
    count("Aggregates", sight.aggregates),
    ...(isSourced ? [count("Snapshots", sight.snapshots)] : []),
    count("Conflicts", sight.conflicts),
    count("Given up", sight.givenUp, true),
    count("Refused", sight.refused),
    count("Below zero", sight.overdrawn, true),
    ...(isSourced
      ? []
      : [{ label: "Lost", value: centsText(sight.lostCents), bad: sight.lostCents > 0 } as Figure]),
    ...sight.readers.flatMap((reader) => readerFigures(layout, reader)),
  ];
}

type Reader = NonNullable<Frame["stores"]>[number]["readers"][number];

function readerFigures(layout: Layout, reader: Reader): Figure[] {
  const { service, checkpoint, lag, rebuilt, target, queries, staleReads } = reader;
  const name = layout.services[service]?.name ?? "";
  const figures: Figure[] = [
    {
      label: `${name}: checkpoint`,
      value: `${countText(checkpoint)}, lag ${countText(lag)}`,
      wide: true,
    },
  ];
  if (rebuilt >= 0)
    figures.push({
      label: `${name}: rebuilt`,
      value: `${countText(rebuilt)} of ${countText(target)}`,
      wide: true,
    });
  if (queries > 0)
    figures.push({
      label: `${name}: stale answers`,
      value: `${countText(staleReads)} of ${countText(queries)}`,
      wide: true,
      bad: staleReads > 0,
    });
  return figures;
}

/** What was an aggregate at a moment, and which events led there? */
function PastOf({ nodeId }: Pick<Props, "nodeId">) {
  useEffect(() => watchAggregate(nodeId), [nodeId]);
  const history = useAggregate((state) => state.history);
  const layout = usePlayback((state) => state.layout);
  if (history === null || layout === null) return null;
  return (
    <section className={styles["section"]} aria-label="An aggregate at a moment">
      <h3>What was it then?</h3>
      <AggregateField history={history} />
      <MomentField history={history} durationUs={layout.durationUs} />
      <div className={own["state"]} role="status">
        <StateText history={history} />
      </div>
      {history.events.length > 0 && <Events history={history} layout={layout} />}
    </section>
  );
}

function AggregateField({ history }: { readonly history: AggregateHistory }) {
  const { aggregate, aggregates, aggregateCount } = history;
  const isListed = aggregates.some((each) => each.aggregate === aggregate);
  return (
    <Field
      label="Aggregate"
      help={
        aggregateCount > aggregates.length
          ? `The first ${aggregates.length} of ${aggregateCount}.`
          : undefined
      }
    >
      {(control) => (
        <select
          {...control}
          value={String(aggregate)}
          onChange={(event) => askAboutAggregate(Number(event.target.value))}
        >
          {!isListed && <option value={String(aggregate)}>{aggregateText(aggregate)}</option>}
          {aggregates.map((each) => (
            <option key={each.aggregate} value={String(each.aggregate)}>
              {aggregateText(each.aggregate)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface MomentProps {
  readonly history: AggregateHistory;
  readonly durationUs: number;
}

/** A moment of the past; with none chosen it is the one that the run shows. */
function MomentField({ history, durationUs }: MomentProps) {
  const atUs = useAggregate((state) => state.atUs);
  const shownUs = atUs ?? history.atUs;
  return (
    <Field label={`At ${momentText(shownUs)}`}>
      {(control) => (
        <div className={own["moment"]}>
          <input
            id={control.id}
            type="range"
            min={0}
            max={Math.round(durationUs / 1000)}
            step={100}
            value={Math.round(shownUs / 1000)}
            aria-valuetext={momentText(shownUs)}
            onChange={(event) => askAboutMoment(Number(event.target.value) * 1000)}
          />
          <Button disabled={atUs === null} onClick={() => askAboutMoment(null)}>
            Now
          </Button>
        </div>
      )}
    </Field>
  );
}

function StateText({ history }: { readonly history: AggregateHistory }) {
  const { state, now, atUs, aggregate } = history;
  const name = aggregateText(aggregate);
  if (state === null)
    return (
      <p>
        Nobody can say what {name} was at {momentText(atUs)}: this store keeps the newest state only. Now it
        is <strong>{centsText(now.balanceCents)}</strong>, after {countText(now.version)} writes.
      </p>
    );
  if (state.erased !== null)
    return (
      <p>
        {state.erased === "tombstone"
          ? `The events of ${name} are deleted (tombstone), for the past, too.`
          : `The key of ${name}'s events was thrown away (crypto-shredding): they are there, and nobody can read them.`}
      </p>
    );
  if (state.version === 0) return <p>Nothing had happened to {name} yet.</p>;
  const loaded =
    state.snapshot > 0
      ? `the snapshot at version ${countText(state.snapshot)} and ${countText(state.read)} events after it`
      : `${countText(state.read)} events`;
  return (
    <p>
      {name} was <strong>{centsText(state.balanceCents)}</strong> at version {countText(state.version)}: the
      fold of {loaded}.
    </p>
  );
}

interface EventsProps {
  readonly history: AggregateHistory;
  readonly layout: Layout;
}

function Events({ history, layout }: EventsProps) {
  return (
    // Keyboards scroll it, too.
    <div className={own["events"]} role="group" aria-label="The events that led there" tabIndex={0}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">At</th>
            <th scope="col">Event</th>
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {history.events.toReversed().map((event) => (
            <tr key={event.version}>
              <td>{countText(event.version)}</td>
              <td>{momentText(event.atUs)}</td>
              <td title={event.by < 0 ? undefined : `decided by ${instanceName(layout, event.by)}`}>
                {eventText(event)}
              </td>
              <td>{event.is === EventIs.change ? centsText(event.balanceCents) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {history.earlier > 0 && (
        <p className={styles["muted"]}>… and {countText(history.earlier)} before them</p>
      )}
    </div>
  );
}

function eventText({ is, amountCents }: HistoryEvent): string {
  if (is === EventIs.tombstone) return "deleted";
  if (is === EventIs.shredded) return "cannot be read";
  return amountCents < 0 ? `${centsText(-amountCents)} withdrawn` : `${centsText(amountCents)} deposited`;
}
