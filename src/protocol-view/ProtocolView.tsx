import { useCallback, useEffect, useMemo, useState } from "react";
import type { Micros } from "#base/units.ts";
import { followSelection, observedGroup, observeGroup, useObserved } from "#session/observing.ts";
import { seek, usePlayback } from "#session/playback-store.ts";
import { pointAt, pointAway, usePointing, type Pointer } from "#session/pointing-store.ts";
import { pointerOf } from "#session/pointing.ts";
import {
  readEarlier,
  showProtocolOf,
  toggleMessages,
  toggleStates,
  useProtocol,
  watchProtocol,
} from "#session/protocol.ts";
import type { Layout } from "#sim/layout.ts";
import { MESSAGE_KINDS, type MessageKind } from "#sim/protocol-rows.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu, type MenuItem } from "#ui/Menu.tsx";
import { clockText, countText, durationText } from "#ui/quantities.ts";
import { VirtualGrid } from "#ui/VirtualGrid.tsx";
import { Between, LaneHeads } from "./Between.tsx";
import { linesOf, membersOf, type Line, type Members } from "./lines.ts";
import styles from "./ProtocolView.module.css";

const columnsFor = (isClassic: boolean): readonly string[] => [
  "At",
  "Between",
  "Message",
  isClassic ? "Generation" : "Epoch",
  "Travels",
];
const TRACKS = "76px minmax(0, 1fr) minmax(150px, 330px) 76px 64px";
const NARROW_TRACKS = "60px minmax(0, 1fr) 116px";
const NARROW_HIDES = [3, 4];

/** The drawer's tab "Protocol": who said what to whom, in order, and what became of it. */
export function ProtocolView() {
  const layout = usePlayback((state) => state.layout);
  const groupId = useObserved((state) => state.groupId);
  const [producerId, setProducerId] = useState<string | null>(null);
  useEffect(followSelection, []);
  useEffect(watchProtocol, []);
  useEffect(() => () => pointAway("protocol"), []);
  const service = layout === null ? -1 : serviceShown(layout, groupId, producerId);
  useEffect(() => showProtocolOf(service), [service]);
  if (layout === null || service < 0)
    return (
      <p className={styles["empty"]}>
        What a group’s members and its coordinator say to each other is drawn here: wire a topic to a service.
      </p>
    );
  return (
    <div className={styles["protocolView"]}>
      <div className={styles["tools"]}>
        <SpeakerMenu
          layout={layout}
          service={service}
          chooseGroup={(nodeId) => {
            setProducerId(null);
            observeGroup(nodeId);
          }}
          chooseProducer={setProducerId}
        />
        <KindMenu />
      </div>
      <Diagram layout={layout} service={service} />
    </div>
  );
}

/** Index of the service whose instances speak: a producer that was chosen, else the shown group's. */
function serviceShown(layout: Layout, groupId: string | null, producerId: string | null): number {
  const producer = layout.services.findIndex(({ nodeId }) => nodeId === producerId);
  return producer >= 0 ? producer : (layout.groups[observedGroup(layout, groupId)]?.service ?? -1);
}

interface SpeakerProps {
  readonly layout: Layout;
  readonly service: number;
  readonly chooseGroup: (nodeId: string) => void;
  readonly chooseProducer: (nodeId: string) => void;
}

function SpeakerMenu({ layout, service, chooseGroup, chooseProducer }: SpeakerProps) {
  const groups = layout.groups.map((group): MenuItem => ({
    id: group.nodeId,
    label: group.name,
    checked: group.service === service,
    onSelect: () => chooseGroup(group.nodeId),
  }));
  const producers = layout.services
    .map((each, index) => ({ ...each, index }))
    .filter(({ group, publishesTo }) => group < 0 && publishesTo.length > 0)
    .map(({ nodeId, name, index }, at): MenuItem => ({
      id: nodeId,
      label: name,
      hint: "transactions",
      startsGroup: at === 0,
      checked: index === service,
      onSelect: () => chooseProducer(nodeId),
    }));
  const shown = layout.groups.find((group) => group.service === service) ?? layout.services[service];
  return (
    <Menu label="Whose protocol" look="quiet" align="end" side="above" items={[...groups, ...producers]}>
      {shown?.name}
    </Menu>
  );
}

const KIND_WORDS: Readonly<Record<MessageKind, string>> = {
  membership: "Joining and leaving",
  heartbeats: "Heartbeats",
  offsets: "Commits and offsets",
  transactions: "Transactions",
};

function KindMenu() {
  const kinds = useProtocol((state) => state.kinds);
  const withStates = useProtocol((state) => state.withStates);
  const items = (Object.keys(MESSAGE_KINDS) as MessageKind[]).map((kind): MenuItem => ({
    id: kind,
    label: KIND_WORDS[kind],
    checked: kinds.includes(kind),
    toggles: true,
    onSelect: () => toggleMessages(kind),
  }));
  return (
    <Menu
      label="Which messages"
      look="quiet"
      align="end"
      side="above"
      items={[
        ...items,
        {
          id: "states",
          label: "What becomes of it",
          checked: withStates,
          toggles: true,
          startsGroup: true,
          onSelect: toggleStates,
        },
      ]}
    >
      Show
    </Menu>
  );
}

function Diagram({ layout, service }: { readonly layout: Layout; readonly service: number }) {
  const { rows, state, lookBackUs } = useProtocol();
  const playheadUs = usePlayback((now) => now.playheadUs);
  const [follows, setFollows] = useState(true);
  const [active, setActive] = useState(-1);
  const { members, lines } = useMemo(() => {
    const speaking = membersOf(rows, service);
    return { members: speaking, lines: linesOf(rows, speaking, layout) };
  }, [rows, service, layout]);
  const pointer = usePointing((now) => now.at);
  const columns = columnsFor(layout.groups[layout.services[service]?.group ?? -1]?.protocol === "classic");
  const activeAt = lines.findIndex((line) => line.rows[0]?.row === active);
  const open = (at: number) => {
    const line = lines[at];
    if (line === undefined) return;
    setFollows(false);
    setActive(line.rows[0]?.row ?? -1);
    seek(line.timeUs);
  };
  const cellsOf = useCallback(
    (at: number) => {
      const line = lines[at];
      return line === undefined ? null : cells(line, members, layout);
    },
    [lines, members, layout],
  );
  const heads = useMemo(() => ({ 1: <LaneHeads members={members} layout={layout} /> }), [members, layout]);
  return (
    <div className={styles["diagram"]}>
      <VirtualGrid
        label="Messages between members and coordinator. Arrows choose, Enter goes to the moment."
        columns={columns}
        heads={heads}
        tracks={TRACKS}
        narrowTracks={NARROW_TRACKS}
        narrowHides={NARROW_HIDES}
        count={lines.length}
        activeAt={activeAt}
        idPrefix="protocol-row"
        cellsOf={cellsOf}
        lookOf={(at) => lookOf(lines[at], playheadUs, pointer)}
        onVisible={nothing}
        onChoose={(at) => setActive(lines[at]?.rows[0]?.row ?? -1)}
        onOpen={open}
        onPoint={(at) => point(at === null ? undefined : lines[at], layout)}
        follows={follows}
        onFollow={setFollows}
      />
      {lines.length === 0 && (
        <p className={styles["none"]}>
          {state === "reading"
            ? "Reading …"
            : `Nothing was said in the last ${durationText(lookBackUs / 1000)} up to the playhead.`}
        </p>
      )}
      <Below follows={follows} onFollow={() => setFollows(true)} />
    </div>
  );
}

/** What is behind the playhead is to come again; what another view points at is lit. */
function lookOf(
  line: Line | undefined,
  playheadUs: Micros,
  pointer: Pointer | null,
): Readonly<Record<`data-${string}`, boolean>> {
  const isOther = pointer !== null && pointer.from !== "protocol";
  return {
    "data-later": line !== undefined && line.timeUs > playheadUs,
    "data-lit": isOther && line !== undefined && pointer.timeUs === line.timeUs,
  };
}

function Below({ follows, onFollow }: { readonly follows: boolean; readonly onFollow: () => void }) {
  const hasEarlier = useProtocol((state) => state.fromRow > 0);
  return (
    <div className={styles["below"]}>
      {hasEarlier && (
        <Button onClick={readEarlier}>
          <Icon name="chevronUp" size={14} /> Earlier too
        </Button>
      )}
      {!follows && (
        <Button onClick={onFollow}>
          <Icon name="chevronDown" size={14} /> Newest
        </Button>
      )}
    </div>
  );
}

function cells(line: Line, members: Members, layout: Layout): readonly React.ReactNode[] {
  const time = (
    <span key="time" className={styles["number"]}>
      {clockText(line.timeUs)}
    </span>
  );
  const between = <Between key="between" line={line} members={members} layout={layout} />;
  if (line.is === "state") return [time, between, null, null, null];
  const { text, error, generation, travelUs } = line;
  return [
    time,
    between,
    <span key="message" title={error === null ? text : `${text}: ${error}`}>
      {text}
      {error !== null && <b className={styles["error"]}> {error}</b>}
    </span>,
    <span key="generation" className={styles["number"]}>
      {generation === null ? "" : countText(generation)}
    </span>,
    <span key="travels" className={styles["number"]}>
      {travelUs === null ? "" : durationText(Math.round(travelUs / 10) / 100)}
    </span>,
  ];
}

/** A row's column `where` is no partition here. */
function point(line: Line | undefined, layout: Layout): void {
  const row = line?.rows[0];
  if (row === undefined || line === undefined) return pointAway("protocol");
  const where = line.is === "message" ? -1 : row.where;
  pointAt(pointerOf({ ...row, where }, layout, "protocol"));
}

function nothing(): void {
  // All rows are here.
}
