/** Where the instances of a service stand on its card: under the pointer, and for the buttons that lie over them. */
import type { Position, Scenario } from "#scenario/document.ts";
import { boxesOf } from "#session/boxes.ts";
import { groupOfService } from "#sim/service-group.ts";
import {
  GROUP_HEIGHT,
  HEADER_HEIGHT,
  INSTANCE_GRID_COLUMNS,
  INSTANCE_ROWS_MAX,
  INSTANCE_ROW_HEIGHT,
  instanceSlots,
  SERVICE_WIDTH,
} from "#picture/card-size.ts";

export interface InstancePlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** The place of an instance (from 0) from its card's upper left, in canvas units; it is INSTANCE_ROW_HEIGHT high. */
export function instancePlace(index: number, slots: number, grouped: boolean): InstancePlace {
  const top = HEADER_HEIGHT + (grouped ? GROUP_HEIGHT : 0) + 8;
  if (slots <= INSTANCE_ROWS_MAX)
    return { left: 4, top: top + index * INSTANCE_ROW_HEIGHT, width: SERVICE_WIDTH - 8 };
  return {
    left: 8 + (index % INSTANCE_GRID_COLUMNS) * 24,
    top: top + Math.floor(index / INSTANCE_GRID_COLUMNS) * INSTANCE_ROW_HEIGHT,
    width: 24,
  };
}

/** The instance (from 1) of a service under a point of the canvas, or null. */
export function instanceAtPlace(scenario: Scenario, id: string, place: Position): number | null {
  const node = scenario.nodes.find((each) => each.id === id);
  const box = boxesOf(scenario).get(id);
  if (node?.kind !== "service" || box === undefined) return null;
  const slots = instanceSlots(scenario, node);
  const grouped = groupOfService(scenario, id) !== undefined;
  const [x, y] = [place.x - box.x, place.y - box.y];
  for (let index = 0; index < slots; index += 1) {
    const at = instancePlace(index, slots, grouped);
    const isIn = x >= at.left && x < at.left + at.width && y >= at.top && y < at.top + INSTANCE_ROW_HEIGHT;
    if (isIn) return index + 1;
  }
  return null;
}
