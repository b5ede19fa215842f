import { useCallback, useEffect, useState } from "react";
import { groupStory } from "#session/group-story.ts";
import { followSelection, observedGroup, observeGroup, useObserved } from "#session/observing.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useStory } from "#session/story.ts";
import type { Layout } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { countText, durationText } from "#ui/quantities.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import styles from "./GroupView.module.css";
import { HistoryTable } from "./HistoryTable.tsx";
import { LaneChart } from "./LaneChart.tsx";
import { Legend } from "./Legend.tsx";
import { FIRST_SPAN_US, nextSpan, spansFor, stretchFor, type Stretch } from "./span.ts";

/** The lanes are drawn anew at most this often. */
const EVERY_MS = 150;

/** The drawer's tab "Group": a consumer group's members over time, and what each of them owned. */
export function GroupView() {
  const layout = usePlayback((state) => state.layout);
  const groupId = useObserved((state) => state.groupId);
  const version = useAtMost(useStory, (state) => state.version, EVERY_MS);
  const left = useAtMost(useStory, (state) => state.left, EVERY_MS);
  const durationUs = usePlayback((state) => state.durationUs);
  const headUs = useAtMost(usePlayback, (state) => state.headUs, EVERY_MS);
  const [asTable, setAsTable] = useState(false);
  const { spanUs, zoom, setSpan, stretch, setStretch } = useStretch(durationUs);
  useEffect(followSelection, []);
  const index = layout === null ? -1 : observedGroup(layout, groupId);
  const history = layout === null ? null : groupStory(layout, index);
  if (layout === null || history === null)
    return (
      <p className={styles["empty"]}>
        A group’s members are drawn here over time, with what each of them owns: wire a topic to a service.
      </p>
    );
  return (
    <div className={styles["groupView"]}>
      <div className={styles["tools"]}>
        <GroupMenu layout={layout} shown={index} />
        <SpanMenu spanUs={spanUs} durationUs={durationUs} disabled={asTable} choose={setSpan} />
        <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          <Icon name="table" /> Table
        </Button>
      </div>
      {asTable ? (
        <HistoryTable history={history} version={version} />
      ) : (
        <>
          <LaneChart
            history={history}
            version={version}
            stretch={stretch}
            durationUs={durationUs}
            headUs={headUs}
            onStretch={setStretch}
            onZoom={zoom}
          />
          <Legend />
        </>
      )}
      {left > 0 && (
        <p className={styles["left"]}>{countText(left)} later facts are not drawn: the log is full.</p>
      )}
    </div>
  );
}

function spanWords(spanUs: number): string {
  return spanUs === Infinity ? "Whole run" : durationText(spanUs / 1000);
}

interface SpanProps {
  readonly spanUs: number;
  readonly durationUs: number;
  readonly disabled: boolean;
  readonly choose: (spanUs: number) => void;
}

function SpanMenu({ spanUs, durationUs, disabled, choose }: SpanProps) {
  return (
    <Menu
      label="How much time"
      look="quiet"
      align="end"
      side="above"
      disabled={disabled}
      items={spansFor(durationUs).map((each) => ({
        id: String(each),
        label: spanWords(each),
        checked: each === spanUs,
        onSelect: () => choose(each),
      }))}
    >
      {spanWords(spanUs)}
    </Menu>
  );
}

function GroupMenu({ layout, shown }: { readonly layout: Layout; readonly shown: number }) {
  return (
    <Menu
      label="Which group"
      look="quiet"
      align="end"
      side="above"
      items={layout.groups.map(({ nodeId, name }, index) => ({
        id: nodeId,
        label: name,
        checked: index === shown,
        onSelect: () => observeGroup(nodeId),
      }))}
    >
      {layout.groups[shown]?.name}
    </Menu>
  );
}

/** The span that was chosen, and the stretch of it that has the playhead, or where a person went by hand. */
function useStretch(durationUs: number) {
  const [spanUs, setSpanUs] = useState(FIRST_SPAN_US);
  const [chosen, setChosen] = useState<{ readonly stretch: Stretch; readonly atUs: number } | null>(null);
  const [page, setPage] = useState<Stretch | null>(null);
  const playheadUs = usePlayback((state) => state.playheadUs);
  const turned = stretchFor(spanUs, page, playheadUs, durationUs);
  if (turned !== page) setPage(turned);
  const setStretch = useCallback(
    (stretch: Stretch) => setChosen({ stretch, atUs: usePlayback.getState().playheadUs }),
    [],
  );
  const setSpan = useCallback((next: number) => {
    setChosen(null);
    setSpanUs(next);
  }, []);
  const zoom = useCallback(
    (by: 1 | -1) => setSpan(nextSpan(spanUs, by, durationUs)),
    [spanUs, durationUs, setSpan],
  );
  // Where a person went stays until the playhead moves on.
  const stretch = chosen?.atUs === playheadUs ? chosen.stretch : turned;
  return { spanUs, zoom, setSpan, stretch, setStretch };
}
