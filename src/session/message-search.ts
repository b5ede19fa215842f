/** What a person types to find messages, as a query: a key, a number, or a place in a log. */
import type { Layout } from "#sim/layout.ts";
import { EVERY_MESSAGE, type MessageQuery, type StateFilter } from "#sim/message-query.ts";

/** What is chosen above the table. */
export interface MessageFilter {
  /** Ids of nodes, null for any. */
  readonly topicId: string | null;
  readonly groupId: string | null;
  readonly state: StateFilter;
  readonly text: string;
}

export const NO_FILTER: MessageFilter = { topicId: null, groupId: null, state: "any", text: "" };

/**
 * The query that a filter means in a run. "order-17": that key; "17": message 17 or a key with that number; "#17":
 * message 17; "order": all keys of that name; "order-events/2": a partition; "order-events/2@17": an offset of it. Null:
 * the text means none of these, so nothing can be found.
 */
export function queryOf(filter: MessageFilter, layout: Layout): MessageQuery | null {
  const query: MessageQuery = {
    ...EVERY_MESSAGE,
    state: filter.state,
    topic: indexOf(layout.topics, filter.topicId),
    group: indexOf(layout.groups, filter.groupId),
  };
  const text = filter.text.trim();
  if (text === "") return query;
  const found = textQuery(text, layout);
  return found === null ? null : { ...query, ...found };
}

function indexOf(things: readonly { readonly nodeId: string }[], id: string | null): number {
  return id === null ? -1 : things.findIndex(({ nodeId }) => nodeId === id);
}

function textQuery(text: string, layout: Layout): Partial<MessageQuery> | null {
  const number = /^(#?)(\d{1,9})$/.exec(text.replaceAll(",", ""));
  if (number !== null) {
    const value = Number(number[2]);
    return number[1] === "#" ? { message: value } : { number: value };
  }
  const place = /^(.+)\/(\d{1,9})(?:@(\d{1,9}))?$/.exec(text);
  if (place !== null) {
    const topic = layout.topics.find(({ name }) => name === place[1]);
    const partition = Number(place[2]);
    if (topic === undefined || partition >= topic.partitions) return null;
    const offset = place[3] === undefined ? -1 : Number(place[3]);
    return { partition: topic.firstPartition + partition, offset };
  }
  const key = /^([a-z]+)(?:-(\d{1,9})?)?$/.exec(text.toLowerCase());
  if (key === null) return null;
  return { keyName: key[1]!, keyOrdinal: key[2] === undefined ? -1 : Number(key[2]) };
}
