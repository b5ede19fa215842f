/** A schema registry: the mode for subjects without one of their own, and how much it holds. */
import { HEADER_HEIGHT, INSTANCE_ROW_HEIGHT } from "./card-size.ts";
import type { LiveFrame } from "./live.ts";
import type { PaintTheme } from "./paint-theme.ts";
import type { Pen } from "./pen.ts";
import type { RegistryCard } from "./scene.ts";
import { text } from "./shapes.ts";

interface Job {
  readonly pen: Pen;
  readonly theme: PaintTheme;
}

/** "down", "3 schemas", or "" before a run. */
export function registryWords(live: LiveFrame | null): string {
  const schemas = live?.frame.schemas;
  if (schemas === undefined) return "";
  if (schemas.isDown) return "down";
  const count = schemas.subjects.reduce((sum, { registered }) => sum + registered.length, 0);
  return `${count} version${count === 1 ? "" : "s"} registered`;
}

/** Paints the body of the card; `live` null: nothing has run yet. */
export function paintRegistry({ pen, theme }: Job, card: RegistryCard, live: LiveFrame | null): void {
  const x = card.box.x + 12;
  const y = card.box.y + HEADER_HEIGHT + 8 + INSTANCE_ROW_HEIGHT / 2;
  text(pen, theme, live?.frame.schemas?.mode ?? card.mode, x, y, { weight: 600, colour: theme.ink2 });
  const isDown = live?.frame.schemas?.isDown === true;
  text(pen, theme, registryWords(live), x, y + INSTANCE_ROW_HEIGHT, {
    weight: isDown ? 600 : 400,
    colour: isDown ? theme.danger : theme.ink2,
  });
}
