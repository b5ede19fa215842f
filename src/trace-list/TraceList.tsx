import { useRef, useState } from "react";
import { listKind, useHappened, type HappenedKind } from "#session/happened.ts";
import { useJourney } from "#session/journey.ts";
import { filterMessages, useMessages } from "#session/messages.ts";
import { usePlayback } from "#session/playback-store.ts";
import type { Layout } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { SearchField } from "#ui/SearchField.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { countText } from "#ui/quantities.ts";
import { Happened } from "./Happened.tsx";
import { JourneyPanel } from "./JourneyPanel.tsx";
import { focusMessages, MessageGrid } from "./MessageGrid.tsx";
import { STATES } from "./state-words.ts";
import styles from "./TraceList.module.css";

const KINDS: readonly { readonly id: HappenedKind; readonly label: string }[] = [
  { id: "all", label: "Every fact" },
  { id: "produced", label: "Produced and appended" },
  { id: "read", label: "Fetched and delivered" },
  { id: "worked", label: "Worked on" },
  { id: "committed", label: "Commits" },
  { id: "group", label: "Groups" },
  { id: "schema", label: "Schemas" },
  { id: "store", label: "Event stores" },
  { id: "call", label: "Synchronous calls" },
  { id: "effect", label: "Effects and databases" },
  { id: "system", label: "Instances and retention" },
];

/** The drawer's tab "Messages": every message as a row, or every fact; beside it the journey of the one that is followed. */
export function TraceList() {
  const layout = usePlayback((state) => state.layout);
  const isFollowing = useJourney((state) => state.message !== null);
  const [mode, setMode] = useState<"messages" | "facts">("messages");
  const list = useRef<HTMLDivElement>(null);
  if (layout === null || layout.topics.length === 0)
    return (
      <p className={styles["empty"]}>
        Messages are listed here once something is published: wire a service to a topic and let it publish.
      </p>
    );
  return (
    <div className={styles["traceList"]} data-following={isFollowing}>
      <div className={styles["tools"]}>
        {mode === "messages" ? <MessageTools layout={layout} /> : <FactTools />}
        <Button
          look="quiet"
          aria-pressed={mode === "facts"}
          onClick={() => setMode(mode === "facts" ? "messages" : "facts")}
        >
          <Icon name="table" /> What happened
        </Button>
      </div>
      <div ref={list} className={styles["list"]}>
        {mode === "messages" ? <Messages layout={layout} /> : <Happened layout={layout} />}
      </div>
      {isFollowing && (
        <JourneyPanel
          layout={layout}
          onClose={() => {
            // The table takes the focus back; it has its chosen row.
            const grid = list.current?.querySelector<HTMLElement>("[role=grid]");
            if (grid === null || grid === undefined) focusMessages();
            else grid.focus();
          }}
        />
      )}
    </div>
  );
}

function Messages({ layout }: { readonly layout: Layout }) {
  const { total, isUnclear, filter } = useMessages();
  const isFiltered =
    filter.text.trim() !== "" || filter.state !== "any" || filter.topicId !== null || filter.groupId !== null;
  return (
    <>
      <MessageGrid layout={layout} />
      {total === 0 && (
        <div className={styles["none"]}>
          {isUnclear ? (
            <p>
              That is neither a key (<code>order-17</code>), a message number (<code>#17</code>) nor a place (
              <code>order-events/2@17</code>).
            </p>
          ) : isFiltered ? (
            <p>No message up to the playhead suits.</p>
          ) : (
            <p>No message yet. Play, and everything that is published is listed here.</p>
          )}
          {isFiltered && (
            <Button onClick={() => filterMessages({ text: "", state: "any", topicId: null, groupId: null })}>
              Show all messages
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function MessageTools({ layout }: { readonly layout: Layout }) {
  const { filter, total } = useMessages();
  return (
    <>
      <span className={styles["count"]} role="status">
        {total < 0 ? "" : total === 1 ? "1 message" : `${countText(total)} messages`}
      </span>
      <SearchField
        label="Find messages"
        placeholder="order-17, #17, topic/2@17"
        value={filter.text}
        onChange={(event) => filterMessages({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "Enter") return;
          event.preventDefault();
          focusMessages();
        }}
      />
      <Choice
        label="Topic"
        choices={choicesOf("Any topic", layout.topics)}
        chosen={filter.topicId}
        onChoose={(topicId) => filterMessages({ topicId })}
      />
      <Choice
        label="Group"
        choices={choicesOf("Any group", layout.groups)}
        chosen={filter.groupId}
        onChoose={(groupId) => filterMessages({ groupId })}
      />
      <Choice
        label="State"
        choices={STATES}
        chosen={filter.state}
        onChoose={(state) => filterMessages({ state })}
      />
    </>
  );
}

interface Choices<Id> {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly label: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** One of several, as a quiet menu over the drawer. */
function Choice<Id extends string | null>({ label, choices, chosen, onChoose }: Choices<Id>) {
  // What was chosen may be gone from the drawing: then it is as if nothing were.
  const now = choices.find(({ id }) => id === chosen) ?? choices[0];
  return (
    <Menu
      label={label}
      look="quiet"
      align="end"
      side="above"
      items={choices.map((choice) => ({
        id: choice.id ?? "any",
        label: choice.label,
        checked: choice === now,
        onSelect: () => onChoose(choice.id),
      }))}
    >
      {now?.label}
    </Menu>
  );
}

function choicesOf(
  any: string,
  things: readonly { readonly nodeId: string; readonly name: string }[],
): readonly { readonly id: string | null; readonly label: string }[] {
  return [{ id: null, label: any }, ...things.map(({ nodeId, name }) => ({ id: nodeId, label: name }))];
}

function FactTools() {
  const kind = useHappened((state) => state.kind);
  return <Choice label="Kind of fact" choices={KINDS} chosen={kind} onChoose={listKind} />;
}
