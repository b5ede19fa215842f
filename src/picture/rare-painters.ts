/** Painters of cards that few scenarios have: a page loads them with the first of those cards. */
export { paintCluster } from "./cluster-painter.ts";
export { paintDatabase } from "./database-painter.ts";
export { paintRegistry } from "./registry-painter.ts";
export { paintStore } from "./store-painter.ts";
