/** Wires as they are drawn: between the ports of cards, wherever those stand now. */
import type { Position, Scenario } from "#scenario/document.ts";
import { portsOf } from "#picture/card-size.ts";
import { cardOf, carriesFailed } from "#picture/cards.ts";
import { wireCurve, type Cubic } from "#picture/wire-path.ts";

export interface DrawnWire {
  readonly id: string;
  readonly kind: string;
  /** Ids of the cards at its ends, and its ports from their upper left corners. */
  readonly from: string;
  readonly to: string;
  readonly start: Position;
  readonly end: Position;
}

/** The wires whose ends both have a card. */
export function drawnWires(scenario: Scenario): readonly DrawnWire[] {
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]));
  return scenario.wires.flatMap((wire): DrawnWire[] => {
    const [from, to] = [byId.get(wire.from), byId.get(wire.to)];
    if (from === undefined || to === undefined) return [];
    const [fromCard, toCard] = [cardOf(from, byId), cardOf(to, byId)];
    const ports = portsOf(scenario, fromCard);
    const start = (carriesFailed(wire.kind) ? ports.failed : ports.out) ?? ports.out;
    const end = portsOf(scenario, toCard).in;
    if (start === null || end === null) return [];
    return [{ id: wire.id, kind: wire.kind, from: fromCard.id, to: toCard.id, start, end }];
  });
}

/** The curve of a wire; null where an end has no place. */
export function cubicOfWire(wire: DrawnWire, place: (id: string) => Position | undefined): Cubic | null {
  const [from, to] = [place(wire.from), place(wire.to)];
  if (from === undefined || to === undefined) return null;
  const at = (corner: Position, port: Position): Position => ({ x: corner.x + port.x, y: corner.y + port.y });
  return wireCurve(at(from, wire.start), at(to, wire.end));
}
