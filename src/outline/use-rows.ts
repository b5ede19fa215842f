import { useEffect, useMemo } from "react";
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { sampleColumn, sampleTimes } from "#session/samples.ts";
import { currentScenario, useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { endsOfWire } from "#session/walk.ts";
import { INSTANCE_STRIDE, InstanceAt, type Frame } from "#sim/frame.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";
import { subjectOf } from "./acting.ts";
import { cellsOf, NOTHING, type Cells, type Series } from "./live.ts";
import { useOutline } from "./outline-store.ts";
import { outlineRows, type Row, type Target } from "./rows.ts";

/** Tables for reading change this often at most. */
const LIVE_HZ = 4;
/** Instances come and go seldom. */
const STRUCTURE_HZ = 2;

const SERIES: Series = {
  get times() {
    return sampleTimes();
  },
  column: sampleColumn,
};

/** The rows that are shown now; the same array while neither the document nor the look at it changes. */
export function useRows(): readonly Row[] {
  const scenario = useScenario((state) => state.scenario);
  const { grouping, turned, filter } = useOutline();
  const instances = useInstanceCounts();
  return useMemo(
    () => outlineRows(scenario, { grouping, turned, filter, instances }),
    [scenario, grouping, turned, filter, instances],
  );
}

/** How many instances each service has had so far, by node id. */
function useInstanceCounts(): ReadonlyMap<string, number> {
  const layout = usePlayback((state) => state.layout);
  const json = useFrameValue(
    (frame) => (layout === null ? "" : JSON.stringify(instanceCounts(layout, frame))),
    STRUCTURE_HZ,
  );
  return useMemo(() => {
    const counts = json === null || json === "" ? [] : (JSON.parse(json) as readonly [string, number][]);
    return new Map(counts);
  }, [json]);
}

function instanceCounts(layout: Layout, frame: Frame): readonly (readonly [string, number])[] {
  const counts = new Map<number, number>();
  for (let base = 0; base < frame.instances.length; base += INSTANCE_STRIDE) {
    const subject = frame.instances[base + InstanceAt.subject] ?? 0;
    const service = Math.floor(subject / INSTANCES_MAX);
    counts.set(service, Math.max(counts.get(service) ?? 0, (subject % INSTANCES_MAX) + 1));
  }
  return [...counts].map(([service, count]) => [layout.services[service]?.nodeId ?? "", count]);
}

/** What one row says of the run, four times a second at most; renders only where it says something else. */
export function useCells(target: Target): Cells {
  const layout = usePlayback((state) => state.layout);
  const json = useFrameValue(
    (frame) => (layout === null ? "" : JSON.stringify(cellsOf(target, layout, frame, SERIES))),
    LIVE_HZ,
  );
  return useMemo(() => (json === null || json === "" ? NOTHING : (JSON.parse(json) as Cells)), [json]);
}

/** Leads the outline to what was selected elsewhere, opening what it stands in. */
export function useFollowSelection(rows: readonly Row[]): void {
  const nodes = useSelection((state) => state.nodes);
  const wire = useSelection((state) => state.wire);
  useEffect(() => {
    const { current, turned } = useOutline.getState();
    const now = rows.find((row) => row.key === current)?.target;
    const found = wire === null ? nodeRow(nodes, now) : wireRow(wire, now);
    if (found === null) return;
    const isHidden = rows.every(({ key }) => key !== found.key);
    const opened = rows
      .filter(
        ({ key, target, open }) => open === false && (target.is === "heading" || found.within.includes(key)),
      )
      .map(({ key }) => key)
      .filter(() => isHidden);
    useOutline.setState({
      current: found.key,
      ...(opened.length === 0 ? {} : { turned: new Set([...turned, ...opened]) }),
    });
    // Only a new selection leads anywhere: rows come and go under the one that a person went to since.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [nodes, wire]);
}

interface Found {
  readonly key: string;
  /** Rows that have to be open for it. */
  readonly within: readonly string[];
}

function nodeRow(nodes: ReadonlySet<string>, now: Target | undefined): Found | null {
  const [only] = nodes;
  if (only === undefined || nodes.size > 1) return null;
  if (now !== undefined && subjectOf(now) === only) return null;
  const scenario = currentScenario();
  if (scenario.notes.some(({ id }) => id === only)) return { key: `note ${only}`, within: [] };
  if (scenario.frames.some(({ id }) => id === only)) return { key: `frame ${only}`, within: [] };
  const service = scenario.nodes.find(({ id }) => id === only)?.config["service"];
  return { key: `node ${only}`, within: typeof service === "string" ? [`node ${service}`] : [] };
}

/** A wire stands under both its ends: the one is meant where a person is already. */
function wireRow(wire: string, now: Target | undefined): Found | null {
  if (now?.is === "wire" && now.id === wire) return null;
  const ends = endsOfWire(currentScenario(), wire);
  if (ends === null) return null;
  const here = now === undefined ? null : now.is === "wire" ? now.at : subjectOf(now);
  const at = here === ends.to ? ends.to : ends.from;
  return { key: `wire ${wire} ${at}`, within: [`node ${at}`] };
}
