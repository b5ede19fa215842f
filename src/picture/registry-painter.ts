/** A schema registry: the mode for subjects without one of their own, and how much it holds. */
import { HEADER_HEIGHT } from "./card-size.ts";
import type { RegistryCard } from "./scene.ts";
import { text } from "./shapes.ts";
import type { PaintJob } from "./topic-painter.ts";

/** Paints the live part of a registry's card; nothing where the scenario has no schemas. */
export function paintRegistry({ pen, theme, live }: PaintJob, card: RegistryCard): void {
  const { schemas } = live.frame;
  if (schemas === undefined) return;
  const { x, y, width, height } = card.box;
  const middle = y + (HEADER_HEIGHT + height) / 2;
  const { isDown, mode, subjects } = schemas;
  const count = subjects.reduce((sum, { registered }) => sum + registered.length, 0);
  const words = isDown ? "down" : `${count} version${count === 1 ? "" : "s"}`;
  text(pen, theme, mode, x + 12, middle, { weight: 600, colour: theme.ink2 });
  text(pen, theme, words, x + width - 12, middle, {
    weight: isDown ? 600 : 400,
    colour: isDown ? theme.danger : theme.ink2,
    align: "right",
  });
}
