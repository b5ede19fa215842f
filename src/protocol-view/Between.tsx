import { INSTANCES_MAX, instanceName, type Layout } from "#sim/layout.ts";
import { COORDINATOR, spokenText, type Line, type MessageLine, type Members } from "./lines.ts";
import styles from "./ProtocolView.module.css";

/** So many members are called by their names; of more only the numbers stand over the lanes, of still more each second, third … */
const NAMED_MAX = 5;
const NUMBERED_MAX = 24;

/** Where a lane lies, in percent of the width: the coordinator's at the left, the members' beside it. */
function placeOf(lane: number, members: Members): number {
  return ((lane + 0.5) / (members.length + 1)) * 100;
}

/** The names over the lanes. */
export function LaneHeads({ members, layout }: { readonly members: Members; readonly layout: Layout }) {
  const every = Math.ceil(members.length / NUMBERED_MAX);
  const share = 100 / (members.length + 1);
  return (
    <span className={styles["heads"]}>
      <span className={styles["laneHead"]} style={{ left: 0, width: `${share}%` }} title="coordinator">
        <Named name="coordinator" short="C" isShort={members.length > NAMED_MAX} />
      </span>
      {members.map((subject, i) =>
        i % every === 0 ? (
          <span
            key={subject}
            className={styles["laneHead"]}
            style={{ left: `${(i + 1) * share}%`, width: `${share * every}%` }}
            title={instanceName(layout, subject)}
          >
            <Named
              name={instanceName(layout, subject)}
              short={String((subject % INSTANCES_MAX) + 1)}
              isShort={members.length > NAMED_MAX}
            />
          </span>
        ) : null,
      )}
    </span>
  );
}

/** A name, or what stands for it where there is little room. */
function Named({
  name,
  short,
  isShort,
}: {
  readonly name: string;
  readonly short: string;
  readonly isShort: boolean;
}) {
  if (isShort) return short;
  return (
    <>
      <bdi className={styles["long"]}>{name}</bdi>
      <span className={styles["short"]}>{short}</span>
    </>
  );
}

interface Props {
  readonly line: Line;
  readonly members: Members;
  readonly layout: Layout;
}

/** One line of the diagram: the lanes, and the arrow or the change between them. */
export function Between({ line, members, layout }: Props) {
  return (
    <span className={styles["between"]}>
      <svg className={styles["lanes"]} aria-hidden="true">
        {Array.from({ length: members.length + 1 }, (_, lane) => {
          const x = `${placeOf(lane, members)}%`;
          return <line key={lane} x1={x} x2={x} y1="0" y2="100%" className={styles["lane"]} />;
        })}
        {line.is === "message" && <Arrow line={line} members={members} />}
      </svg>
      {line.is === "state" ? (
        <State line={line} place={placeOf(line.lane, members)} />
      ) : (
        <span className="visually-hidden">{spokenText(line, members, layout)}</span>
      )}
    </span>
  );
}

/** A request is a full line, an answer a dashed one, as is usual; a refusal is red and says so in words beside it. */
function Arrow({ line, members }: { readonly line: MessageLine; readonly members: Members }) {
  const [from, to] = [placeOf(line.from, members), placeOf(line.to, members)];
  const back = to > from ? -1 : 1;
  return (
    <g className={styles["arrow"]} data-answer={line.from === COORDINATOR} data-refused={line.error !== null}>
      <line x1={`${from}%`} x2={`${to}%`} y1="30%" y2="70%" />
      <svg x={`${to}%`} y="70%" overflow="visible">
        <path d={`M${7 * back} -4.5 L0 0 L${7 * back} 2`} />
      </svg>
      <svg x={`${from}%`} y="30%" overflow="visible">
        <circle r={2} />
      </svg>
    </g>
  );
}

function State({
  line,
  place,
}: {
  readonly line: Extract<Line, { readonly is: "state" }>;
  readonly place: number;
}) {
  return (
    <span
      className={styles["state"]}
      data-tone={line.tone}
      data-group={line.lane === COORDINATOR}
      style={{ left: `${place}%`, transform: `translate(-${place}%, -50%)` }}
      title={line.text}
    >
      <bdi>{line.text}</bdi>
    </span>
  );
}
