import { useMemo } from "react";
import { seek, usePlayback } from "#session/playback-store.ts";
import { toldStory } from "#session/telling.ts";
import { holdingsAt, OPEN, type Generation, type GroupHistory } from "#sim/group-history.ts";
import { instanceName } from "#sim/layout.ts";
import { clockText, countText, durationText } from "#ui/quantities.ts";
import styles from "./GroupView.module.css";
import { partitionLabel } from "./lanes.ts";

/** So many rows of each table are in the page: the newest up to the playhead. */
const ROWS_MAX = 200;

/** The same history to read: what each member has now, every generation with who got what, and what happened when. */
export function HistoryTable({
  history,
  version,
}: {
  readonly history: GroupHistory;
  readonly version: number;
}) {
  const nowUs = usePlayback((state) => state.playheadUs);
  return (
    <div
      className={styles["tables"]}
      tabIndex={0}
      role="region"
      aria-label={`${history.group.name} as tables`}
    >
      <Members history={history} nowUs={nowUs} />
      <Generations history={history} nowUs={nowUs} version={version} />
      <Happened history={history} nowUs={nowUs} version={version} />
    </div>
  );
}

function ownedText(history: GroupHistory, atUs: number, subject: number): string {
  const owned = holdingsAt(history, atUs).get(subject) ?? [];
  if (owned.length === 0) return "nothing";
  return owned.map(({ pair, state }) => partitionLabel(history, pair) + STATE_WORDS[state]).join(", ");
}

const STATE_WORDS = { owned: "", zombie: " (counted out)", orphaned: " (nobody reads)" } as const;

function Members({ history, nowUs }: { readonly history: GroupHistory; readonly nowUs: number }) {
  return (
    <table className={styles["table"]}>
      <caption>Members at {clockText(nowUs)}</caption>
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">Process</th>
          <th scope="col">Partitions</th>
        </tr>
      </thead>
      <tbody>
        {history.members.map((subject) => (
          <tr key={subject}>
            <th scope="row">
              <bdi>{instanceName(history.layout, subject)}</bdi>
            </th>
            <td>{processText(history, nowUs, subject)}</td>
            <td>{ownedText(history, nowUs, subject)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function processText({ spells }: GroupHistory, atUs: number, subject: number): string {
  const spell = spells.findLast(
    (each) => each.subject === subject && each.fromUs <= atUs && atUs < each.toUs,
  );
  return spell?.is ?? "up";
}

interface Told {
  readonly history: GroupHistory;
  readonly nowUs: number;
  readonly version: number;
}

function Generations({ history, nowUs, version }: Told) {
  const until = history.generations.findLastIndex(({ fromUs }) => fromUs <= nowUs);
  const shown = useMemo(() => {
    void version;
    return history.generations.slice(Math.max(0, until + 1 - ROWS_MAX), until + 1).reverse();
  }, [history, version, until]);
  return (
    <table className={styles["table"]}>
      <caption>Generations</caption>
      <thead>
        <tr>
          <th scope="col">Generation</th>
          <th scope="col">From</th>
          <th scope="col">Rebalance</th>
          <th scope="col">Who owned what in it</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((generation) => (
          <tr key={generation.number}>
            <th scope="row">{countText(generation.number)}</th>
            <td>
              <At us={generation.fromUs} />
            </td>
            <td>{rebalanceText(history, generation)}</td>
            <td>{sharesText(history, generation)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rebalanceText({ rebalances }: GroupHistory, { fromUs }: Generation): string {
  const found = rebalances.find((each) => each.fromUs <= fromUs && fromUs <= each.toUs);
  if (found === undefined) return "";
  const took = found.toUs === OPEN ? "goes on" : durationText((found.toUs - found.fromUs) / 1000);
  return `${found.reason}, ${took}`;
}

/** What the members had in the end of a generation, before the next one took it away. */
function sharesText(history: GroupHistory, generation: Generation): string {
  const shares = [...history.holdings].flatMap(([subject, holdings]) => {
    const pairs = holdings
      .filter((each) => each.generation === generation.number && each.state === "owned")
      .map(({ pair }) => partitionLabel(history, pair));
    return pairs.length === 0 ? [] : [`${instanceName(history.layout, subject)} got ${pairs.join(", ")}`];
  });
  return shares.length === 0 ? "nobody got anything new" : shares.join("; ");
}

function Happened({ history, nowUs, version }: Told) {
  const until = history.moments.findLastIndex(({ timeUs }) => timeUs <= nowUs);
  const rows = useMemo(() => {
    void version;
    const entries = toldStory();
    const found: { readonly index: number; readonly timeUs: number; readonly text: string }[] = [];
    let entry = entries.length - 1;
    for (let at = until; at >= 0 && found.length < ROWS_MAX; at--) {
      const { row } = history.moments[at]!;
      while (entry > 0 && (entries[entry]?.from ?? 0) > row) entry--;
      const told = entries[entry];
      if (told !== undefined && found.at(-1)?.index !== told.index) found.push(told);
    }
    return found;
  }, [history, version, until]);
  return (
    <table className={styles["table"]}>
      <caption>What happened, the newest first</caption>
      <thead>
        <tr>
          <th scope="col">At</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ index, timeUs, text }) => (
          <tr key={index}>
            <td>
              <At us={timeUs} />
            </td>
            <td className={styles["wraps"]}>
              <bdi>{text}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A moment that can be gone to. */
function At({ us }: { readonly us: number }) {
  return (
    <button
      type="button"
      className={styles["moment"]}
      onClick={() => seek(us)}
      aria-label={`Go to ${clockText(us)}`}
    >
      {clockText(us)}
    </button>
  );
}
