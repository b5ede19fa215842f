/** Which group and which partition the drawer's views show: what was chosen there, or selected on the canvas since. */
import { create } from "zustand";
import type { Layout } from "#sim/layout.ts";
import { usePlayback } from "./playback-store.ts";
import { useSelection } from "./selection-store.ts";

export interface ObservedState {
  /** Node id of the group; null, or one that is gone: the first there is. */
  readonly groupId: string | null;
  /** Node id of the topic, likewise, and the number of its partition. */
  readonly topicId: string | null;
  readonly partition: number;
}

/** Hook and store. */
export const useObserved = create<ObservedState>()(() => ({ groupId: null, topicId: null, partition: 0 }));

/** Shows a group. */
export function observeGroup(groupId: string): void {
  useObserved.setState({ groupId });
}

/** Shows a partition, by its number in its topic. */
export function observePartition(topicId: string, partition: number): void {
  useObserved.setState({ topicId, partition });
}

/** Index of the group that is shown, -1 where there is none. */
export function observedGroup(layout: Layout, groupId: string | null): number {
  const found = layout.groups.findIndex(({ nodeId }) => nodeId === groupId);
  return found < 0 ? Math.min(0, layout.groups.length - 1) : found;
}

/** The partition of the run that is shown, -1 where there is none. */
export function observedPartition(
  layout: Layout,
  { topicId, partition }: Pick<ObservedState, "topicId" | "partition">,
): number {
  const topic = layout.topics.find(({ nodeId }) => nodeId === topicId) ?? layout.topics[0];
  if (topic === undefined || topic.partitions === 0) return -1;
  return topic.firstPartition + Math.min(Math.max(0, partition), topic.partitions - 1);
}

/** What a selection on the canvas says about what to show. */
export function observedBySelection(layout: Layout, selected: ReadonlySet<string>): Partial<ObservedState> {
  const group = layout.groups.find(
    ({ nodeId, service }) => selected.has(nodeId) || selected.has(layout.services[service]?.nodeId ?? nodeId),
  );
  const topic = layout.topics.find(({ nodeId }) => selected.has(nodeId));
  return {
    ...(group === undefined ? {} : { groupId: group.nodeId }),
    ...(topic === undefined ? {} : { topicId: topic.nodeId }),
  };
}

/** Follows what is selected on the canvas until the answer is called. */
export function followSelection(): () => void {
  const follow = (): void => {
    const { layout } = usePlayback.getState();
    const { nodes } = useSelection.getState();
    if (layout === null || nodes.size === 0) return;
    const change = observedBySelection(layout, nodes);
    const before = useObserved.getState();
    const isOtherTopic = change.topicId !== undefined && change.topicId !== before.topicId;
    useObserved.setState({ ...change, ...(isOtherTopic ? { partition: 0 } : {}) });
  };
  follow();
  return useSelection.subscribe((state, before) => {
    if (state.nodes !== before.nodes) follow();
  });
}
