import { lagStep } from "#session/live-rows.ts";
import { brokerName } from "#sim/layout.ts";
import { countText } from "#ui/quantities.ts";
import styles from "./PartitionView.module.css";
import { Row } from "./Row.tsx";
import { percentOf, placed, type Scale } from "./scale.ts";
import { replicaWords, type PartitionSight, type ReaderSight } from "./sight.ts";

interface Props {
  readonly sight: PartitionSight;
  readonly scale: Scale;
}

/** How far each group has read: a flag at what is committed, a ring at the position, and the lag as a length. */
export function Readers({ sight, scale }: Props) {
  return sight.readers.map((reader) => (
    <Row key={reader.name} label={reader.name} note={readerNote(reader)}>
      {reader.committed !== null && (
        <>
          <Length from={reader.committed} to={sight.highWatermark} lag={reader.lag ?? 0} scale={scale} />
          <Pin at={reader.committed} scale={scale} is="committed" name={`committed ${reader.committed}`} />
        </>
      )}
      {reader.position !== null && (
        <Pin at={reader.position} scale={scale} is="position" name={`position ${reader.position}`} />
      )}
    </Row>
  ));
}

function readerNote({ lag, owner, isShare }: ReaderSight): string {
  const words = lag === null ? "lag unknown" : `lag ${countText(lag)}`;
  return isShare ? words : `${words} · ${owner === null ? "unowned" : owner}`;
}

interface LengthProps {
  readonly from: number;
  readonly to: number;
  readonly lag: number;
  readonly scale: Scale;
}

function Length({ from, to, lag, scale }: LengthProps) {
  const place = placed(from, to, scale);
  if (place === null) return null;
  return <span className={styles["lag"]} style={{ ...place, background: `var(--lag-${lagStep(lag)})` }} />;
}

interface PinProps {
  readonly at: number;
  readonly scale: Scale;
  readonly is: "committed" | "position";
  readonly name: string;
}

/** Beyond an end of the scale it stands at that end and points outwards. */
function Pin({ at, scale, is, name }: PinProps) {
  const place = percentOf(at, scale);
  const beyond = place < 0 ? "left" : place > 100 ? "right" : "no";
  const left = `${Math.max(0, Math.min(100, place))}%`;
  return (
    <span className={styles["pin"]} data-is={is} data-beyond={beyond} style={{ left }} title={name}>
      <svg width={12} height={16} viewBox="0 0 12 16" aria-hidden="true">
        <path d={beyond === "no" ? PINS[is] : beyond === "left" ? "M9 4 3 8l6 4z" : "M3 4l6 4-6 4z"} />
      </svg>
    </span>
  );
}

const PINS = {
  committed: "M6 10V0 M6 0h5l-2 2L11 4.5H6",
  position: "M6 10.5a2.6 2.6 0 1 0 .1 0z",
} as const;

/** How far each replica has come: the leader's log is what counts, what a replica lacks is a gap before its end. */
export function Replicas({ sight, scale }: Props) {
  if (sight.replicas.length < 2) return null;
  return sight.replicas.map((replica) => {
    const place = placed(sight.logStart, replica.logEnd, scale);
    const behind = placed(replica.logEnd, sight.logEnd, scale);
    const words = replicaWords(replica);
    return (
      <Row
        key={replica.broker}
        label={brokerName(replica.broker)}
        note={`${words} · ${countText(replica.logEnd)}`}
      >
        {place !== null && (
          <span
            className={styles["replica"]}
            data-is={
              replica.isOnline ? (replica.isLeader ? "leader" : replica.isInSync ? "in-sync" : "out") : "off"
            }
            style={place}
            title={`${brokerName(replica.broker)}, ${words}: log end ${replica.logEnd}`}
          />
        )}
        {behind !== null && <span className={styles["behind"]} style={behind} title="not replicated there" />}
      </Row>
    );
  });
}
