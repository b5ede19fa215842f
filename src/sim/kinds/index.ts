/** Registry of node kinds. The key is what documents save; the order is the palette's. */
import { cluster } from "./cluster.ts";
import { consumerGroup } from "./consumer-group.ts";
import { database } from "./database.ts";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import { eventStore } from "./event-store.ts";
import type { NodeKind } from "./kind.ts";
import { schemaRegistry } from "./schema-registry.ts";
import { service } from "./service.ts";
import { topic } from "./topic.ts";

export const kinds: Readonly<Record<string, NodeKind>> = {
  service,
  topic,
  "consumer-group": consumerGroup,
  "dead-letter-queue": deadLetterQueue,
  cluster,
  "schema-registry": schemaRegistry,
  database,
  "event-store": eventStore,
};
