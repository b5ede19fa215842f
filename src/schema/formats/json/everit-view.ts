/** The everit view of a schema, each node's made once. */
import type { Everit } from "./everit.ts";
import { classicView } from "./everit-classic.ts";
import { modernView } from "./everit-modern.ts";
import { isModern, type SchemaNode } from "./schema.ts";

/** Schemas never change once parsed. */
const views = new WeakMap<SchemaNode, Everit>();

/** The view of a node as its dialect's loader makes it. */
export function everitView(node: SchemaNode): Everit {
  let view = views.get(node);
  if (view === undefined) {
    view = isModern(node.document.dialect) ? modernView(node, everitView) : classicView(node, everitView);
    views.set(node, view);
  }
  return view;
}
