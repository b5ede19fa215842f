/**
 * Editing for what is on screen before the code of editing is: each verb loads `commands.ts`, then does what it says
 * there. The first picture needs none of it.
 */
import type { Position } from "#scenario/document.ts";

const commands = () => import("./commands.ts");

/** `addNode` of commands.ts. */
export async function addNode(kindOrTemplate: string, at?: Position): Promise<void> {
  (await commands()).addNode(kindOrTemplate, at);
}

/** `connectTo` of commands.ts. */
export async function connectTo(id: string): Promise<void> {
  (await commands()).connectTo(id);
}

/** `endConnection` of commands.ts. */
export async function endConnection(id: string): Promise<void> {
  (await commands()).endConnection(id);
}

/** `moveItems` of commands.ts. */
export async function moveItems(places: ReadonlyMap<string, Position>): Promise<void> {
  (await commands()).moveItems(places);
}

/** `deleteSelection` of commands.ts. */
export async function deleteSelection(): Promise<void> {
  (await commands()).deleteSelection();
}

/** `setScenarioName` of commands.ts. */
export async function setScenarioName(name: string): Promise<void> {
  (await commands()).setScenarioName(name);
}
