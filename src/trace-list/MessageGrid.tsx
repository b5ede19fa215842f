import { useCallback, useEffect, useState, type ReactNode } from "react";
import { followMessage, useJourney } from "#session/journey.ts";
import {
  chooseMessage,
  messageAt,
  readMessageAt,
  showMessages,
  useMessages,
  watchMessages,
} from "#session/messages.ts";
import { isPointedAt } from "#session/pointing.ts";
import { pointAt, pointAway, usePointing, type Pointer } from "#session/pointing-store.ts";
import { INSTANCES_MAX, instanceName, partitionOf, type Layout } from "#sim/layout.ts";
import type { GroupAt, MessageRow } from "#sim/message-query.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { clockText, countText, durationText } from "#ui/quantities.ts";
import { KeyChip } from "./KeyChip.tsx";
import { latencyUs, placeWords, stateWords, whereText, type StateWords, type Tone } from "./state-words.ts";
import styles from "./TraceList.module.css";
import { VirtualGrid } from "#ui/VirtualGrid.tsx";

const COLUMNS = ["Made at", "Message", "Where", "From", "State", "Took"];
const TRACKS = "76px minmax(110px, 1fr) minmax(130px, 1.3fr) minmax(90px, 1fr) minmax(150px, 2fr) 68px";
const NARROW_TRACKS = "64px 1fr 1.3fr";
const NARROW_HIDES = [2, 3, 5];
/** Id of the grid's rows, and of the element that takes the focus back. */
export const ROW_ID = "message-row";

/** Everything that was made so far, as rows; Enter opens a message's journey. */
export function MessageGrid({ layout }: { readonly layout: Layout }) {
  const { total, activeAt, rows, first, processed } = useMessages();
  const followed = useJourney((state) => state.message);
  const pointer = usePointing((state) => state.at);
  const [follows, setFollows] = useState(true);
  useEffect(watchMessages, []);
  useEffect(() => () => pointAway("messages"), []);
  const cellsOf = useCallback(
    (at: number) => {
      const row = rows[at - first];
      return row === undefined ? null : cells(row, layout, processed);
    },
    [rows, first, layout, processed],
  );
  const lookOf = (at: number) => {
    const row = rows[at - first];
    return {
      "data-lit": row !== undefined && isLit(pointer, row, layout),
      "data-followed": row !== undefined && row.message === followed,
    };
  };
  return (
    <>
      <VirtualGrid
        label="Messages. Arrows choose, Enter opens the journey."
        columns={COLUMNS}
        tracks={TRACKS}
        narrowTracks={NARROW_TRACKS}
        narrowHides={NARROW_HIDES}
        count={Math.max(0, total)}
        activeAt={activeAt}
        idPrefix={ROW_ID}
        cellsOf={cellsOf}
        lookOf={lookOf}
        onVisible={showMessages}
        onChoose={(at) => choose(at, layout)}
        onOpen={(at) => {
          setFollows(false);
          open(at);
        }}
        onPoint={(at) => point(at, layout)}
        follows={follows}
        onFollow={setFollows}
      />
      {!follows && (
        <Button className={styles["follow"] ?? ""} onClick={() => setFollows(true)}>
          <Icon name="chevronDown" size={14} /> Newest
        </Button>
      )}
    </>
  );
}

/** Chooses the row at a place; it may have to be read first. */
function choose(at: number, layout: Layout): void {
  const known = messageAt(at);
  chooseMessage(known?.message ?? null, at);
  if (known !== undefined) pointAt(pointerAt(known, layout));
  else
    void readMessageAt(at).then((row) => {
      if (row !== null && useMessages.getState().activeAt === at) chooseMessage(row.message, at);
    });
}

/** Opens the journey of the message at a place. */
function open(at: number): void {
  chooseMessage(messageAt(at)?.message ?? null, at);
  void readMessageAt(at).then((row) => {
    if (row === null || useMessages.getState().activeAt !== at) return;
    chooseMessage(row.message, at);
    followMessage(row.message);
  });
}

function point(at: number | null, layout: Layout): void {
  const row = at === null ? undefined : messageAt(at);
  if (row === undefined) pointAway("messages");
  else pointAt(pointerAt(row, layout));
}

function cells(row: MessageRow, layout: Layout, processed: ReadonlyMap<string, number>): ReactNode[] {
  const took = latencyUs(row, processed);
  return [
    <span key="time" className={styles["number"]}>
      {clockText(row.createdUs)}
    </span>,
    <span key="key" className={styles["message"]}>
      <KeyChip name={row.key} ordinal={row.keyOrdinal} />
      <span className={styles["faint"]}>#{countText(row.message)}</span>
      {row.poisoned && <span className={styles["poison"]}>poisoned</span>}
    </span>,
    <bdi key="where">{whereText(row, layout)}</bdi>,
    <bdi key="from">{instanceName(layout, row.producer)}</bdi>,
    <States key="state" row={row} layout={layout} />,
    <span key="took" className={styles["number"]}>
      {took === null ? "–" : durationText(Math.round(took / 100) / 10)}
    </span>,
  ];
}

function States({ row, layout }: { readonly row: MessageRow; readonly layout: Layout }) {
  const place = placeWords(row);
  if (place !== null)
    return (
      <span className={styles["state"]} data-tone={place.tone}>
        {place.text}
      </span>
    );
  const retired = row.place === "retired" ? ", deleted by retention" : "";
  if (row.groups.length === 0)
    return (
      <span className={styles["state"]} data-tone="wait">
        nobody reads it{retired}
      </span>
    );
  return alike(row.groups, layout).map(({ text, tone, names }) => (
    <span key={text} className={styles["state"]} data-tone={tone} title={names.join(", ")}>
      <bdi>{text}</bdi>
      {row.groups.length > 1 && (
        <span className={styles["faint"]}>
          {" "}
          {names.length === row.groups.length ? `all ${names.length} groups` : <bdi>{names.join(", ")}</bdi>}
        </span>
      )}
      {retired}
    </span>
  ));
}

/** Groups at which it stands the same, told once; what is amiss first. */
function alike(
  groups: readonly GroupAt[],
  layout: Layout,
): readonly (StateWords & { readonly names: readonly string[] })[] {
  const found = new Map<string, StateWords & { readonly names: string[] }>();
  for (const at of groups) {
    const words = stateWords(at, layout);
    const name = layout.groups[at.group]?.name ?? "";
    const same = found.get(words.text);
    if (same === undefined) found.set(words.text, { ...words, names: [name] });
    else same.names.push(name);
  }
  const order: readonly Tone[] = ["bad", "warn", "work", "wait", "good"];
  return [...found.values()].toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}

/** Cards and wires that a message has to do with. */
function placesOf(row: MessageRow, layout: Layout): { nodes: string[]; wires: string[] } {
  const service = Math.floor(row.producer / INSTANCES_MAX);
  const topic = row.partition < 0 ? undefined : partitionOf(layout, row.partition).topic;
  const index = topic === undefined ? -1 : layout.topics.indexOf(topic);
  const wires = layout.wires.filter(
    ({ kind, from, to }) =>
      (kind === "publishes" && from === service && to === index) ||
      (kind === "dead-letters" && to === index) ||
      (kind === "consumes" && from === index),
  );
  return { nodes: topic === undefined ? [] : [topic.nodeId], wires: wires.map(({ wireId }) => wireId) };
}

function pointerAt(row: MessageRow, layout: Layout): Pointer {
  const { nodes, wires } = placesOf(row, layout);
  return { nodes, wires, timeUs: row.createdUs, storyRow: null, message: row.message, from: "messages" };
}

function isLit(pointer: Pointer | null, row: MessageRow, layout: Layout): boolean {
  if (pointer === null || pointer.from === "messages") return false;
  if (pointer.message !== null) return pointer.message === row.message;
  if (pointer.from !== "canvas" && pointer.from !== "outline") return false;
  const { nodes, wires } = placesOf(row, layout);
  return isPointedAt(pointer, nodes, wires);
}

/** Gives the focus back to the table. */
export function focusMessages(): void {
  document.querySelector<HTMLElement>(`[role="grid"]:has([id^="${ROW_ID}"])`)?.focus();
}
