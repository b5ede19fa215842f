import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { chooseAnomaly, useChosen } from "#session/chosen.ts";
import { explained } from "#session/explaining.ts";
import { seek, usePlayback } from "#session/playback-store.ts";
import { pointerOf } from "#session/pointing.ts";
import { pointAt, pointAway } from "#session/pointing-store.ts";
import { focusFact } from "#session/selection-store.ts";
import { storyRows, useStory } from "#session/story.ts";
import type { Anomaly } from "#sim/anomaly.ts";
import type { Explainer } from "#sim/explain.ts";
import { Menu } from "#ui/Menu.tsx";
import { SearchField } from "#ui/SearchField.tsx";
import { VirtualGrid } from "#ui/VirtualGrid.tsx";
import { clockText, countText } from "#ui/quantities.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import { Explanation } from "./Explanation.tsx";
import styles from "./Explained.module.css";
import { EXPLAINED_CLASSES, suitingAnomalies, type ExplainedClass } from "./explained-rows.ts";

/** The list is drawn anew at most this often. */
const EVERY_MS = 250;

const COLUMNS = ["At", "What", "How it came about", "Count"];
const TRACKS = "76px 172px 1fr 56px";
const NARROW_TRACKS = "64px 1fr 44px";
const NARROW_HIDES = [2];

/** What was surprising in the run so far, and why: the chain of causes, the setting that decided it, what prevents it. */
export function Explained() {
  const [wanted, setWanted] = useState<ExplainedClass>("all");
  const [words, setWords] = useState("");
  const active = useChosen((state) => state.anomaly);
  const version = useAtMost(useStory, (state) => state.version, EVERY_MS);
  const layout = usePlayback((state) => state.layout);
  const { explainer, shown } = useMemo(() => {
    void version;
    const found = layout === null ? null : explained();
    return { explainer: found, shown: found === null ? [] : suitingAnomalies(found, wanted, words) };
  }, [version, layout, wanted, words]);
  const chosen = active === null ? undefined : explainer?.at(active);
  return (
    <div className={styles["explained"]} data-chosen={chosen !== undefined}>
      <div className={styles["tools"]}>
        <SearchField
          label="Find in the explanations"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Menu
          label="Show"
          look="quiet"
          align="end"
          side="above"
          items={EXPLAINED_CLASSES.map(({ id, label }) => ({
            id,
            label,
            checked: id === wanted,
            onSelect: () => setWanted(id),
          }))}
        >
          {EXPLAINED_CLASSES.find(({ id }) => id === wanted)?.label}
        </Menu>
      </div>
      {explainer === null || shown.length === 0 ? (
        <p className={styles["empty"]}>
          {(explainer?.length ?? 0) === 0
            ? "Nothing surprising so far. Rebalances, losses, duplicates, refusals and the like are explained here."
            : "Nothing that was explained suits."}
        </p>
      ) : (
        <List explainer={explainer} shown={shown} active={active} />
      )}
      {chosen !== undefined && explainer !== null && (
        <Explanation
          anomaly={chosen}
          title={explainer.brief(chosen.index)?.kind.title ?? chosen.kind}
          onClose={() => chooseAnomaly(null)}
        />
      )}
    </div>
  );
}

interface ListProps {
  readonly explainer: Explainer;
  readonly shown: readonly number[];
  /** Index of the chosen anomaly. */
  readonly active: number | null;
}

function List({ explainer, shown, active }: ListProps) {
  const [follows, setFollows] = useState(true);
  const playheadUs = usePlayback((state) => state.playheadUs);
  useEffect(() => () => pointAway("log"), []);
  const anomalyAt = useCallback((at: number) => explainer.at(shown[at] ?? -1), [explainer, shown]);
  const cellsOf = useCallback(
    (at: number): readonly ReactNode[] | null => {
      const anomaly = anomalyAt(at);
      return anomaly === undefined ? null : cells(anomaly, explainer.brief(anomaly.index)?.kind.title ?? "");
    },
    [anomalyAt, explainer],
  );
  return (
    <div className={styles["list"]}>
      <VirtualGrid
        label="What was surprising. Arrows choose, Enter goes to the moment."
        columns={COLUMNS}
        tracks={TRACKS}
        narrowTracks={NARROW_TRACKS}
        narrowHides={NARROW_HIDES}
        count={shown.length}
        activeAt={active === null ? -1 : shown.indexOf(active)}
        idPrefix="explained-row"
        cellsOf={cellsOf}
        lookOf={(at) => ({
          "data-later": (anomalyAt(at)?.atUs ?? 0) > playheadUs,
          "data-class": explainer.brief(shown[at] ?? -1)?.kind.class ?? "",
        })}
        onVisible={nothing}
        onChoose={(at) => {
          chooseAnomaly(shown[at] ?? null);
          point(anomalyAt(at));
        }}
        onOpen={(at) => {
          setFollows(false);
          chooseAnomaly(shown[at] ?? null);
          goTo(anomalyAt(at));
        }}
        onPoint={(at) => point(at === null ? undefined : anomalyAt(at))}
        follows={follows}
        onFollow={setFollows}
      />
      {explainer.left > 0 && (
        <p className={styles["left"]}>
          {countText(explainer.left)} later ones are not listed: there are too many.
        </p>
      )}
    </div>
  );
}

function cells(anomaly: Anomaly, title: string): readonly ReactNode[] {
  const itself = anomaly.chain.at(-1)?.says ?? "";
  return [
    <span key="time" className={styles["number"]}>
      {clockText(anomaly.atUs)}
    </span>,
    <span key="title" className={styles["title"]}>
      {title}
    </span>,
    <bdi key="text" title={itself}>
      {itself}
    </bdi>,
    <span key="count" className={styles["number"]}>
      {countText(anomaly.count)}
    </span>,
  ];
}

/** Goes to the moment and points at its row in the log. */
function goTo(anomaly: Anomaly | undefined): void {
  if (anomaly === undefined) return;
  focusFact(anomaly.row);
  seek(anomaly.atUs);
}

function point(anomaly: Anomaly | undefined): void {
  const { layout } = usePlayback.getState();
  const row = storyRows()[anomaly?.row ?? -1];
  if (row === undefined || layout === null) return pointAway("log");
  pointAt(pointerOf(row, layout, "log", null, row.index));
}

function nothing(): void {
  // All rows are here.
}
