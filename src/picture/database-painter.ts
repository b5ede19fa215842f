/** A database: whether it answers, its transactions, and of each service with values in it what is there against what should be. */
import type { ServiceEffectsSight } from "#sim/frame.ts";
import { FOOTER_LINE_HEIGHT, HEADER_HEIGHT } from "./card-size.ts";
import type { DatabaseCard } from "./scene.ts";
import { text } from "./shapes.ts";
import type { PaintJob } from "./topic-painter.ts";

/** Paints the live part of a database's card. */
export function paintDatabase({ pen, theme, live }: PaintJob, card: DatabaseCard): void {
  const sight = live.frame.effects?.databases.find(({ nodeId }) => nodeId === card.id);
  if (sight === undefined) return;
  const { x, y, width } = card.box;
  let line = y + HEADER_HEIGHT + 14;
  const row = (left: string, right: string, isBad: boolean): void => {
    text(pen, theme, left, x + 12, line, { weight: 600, colour: theme.ink2 });
    const colour = isBad ? theme.danger : theme.ink2;
    text(pen, theme, right, x + width - 12, line, { weight: isBad ? 600 : 400, colour, align: "right" });
    line += FOOTER_LINE_HEIGHT;
  };
  const { commits, isDown, outbox, underWay, waiting } = sight;
  const busy = waiting > 0 ? `${waiting} wait` : outbox > 0 ? `outbox ${outbox}` : `${underWay} open`;
  row(`${commits} commits`, isDown ? "down" : busy, isDown);
  const lines = Math.round((card.box.height - HEADER_HEIGHT - 12) / FOOTER_LINE_HEIGHT) - 1;
  const its = live.frame.effects!.services.filter(({ database }) => database === card.id).slice(0, lines);
  for (const each of its) {
    const name = live.layout.services[each.service]?.name ?? "";
    const { words, isBad } = valueLine(each);
    row(name.length > 12 ? `${name.slice(0, 11)}…` : name, words, isBad);
  }
}

/** "1050", "1050, not 1040", or what is in one place only: how the values of a service stand. */
export function valueLine(sight: ServiceEffectsSight): { words: string; isBad: boolean } {
  const { actual, expected, hasEffect, lost, phantom, published, unit, wrongKeys } = sight;
  if (lost + phantom > 0)
    return { words: lost > 0 ? `${lost} events lost` : `${phantom} phantom events`, isBad: true };
  if (!hasEffect) return { words: `${published} published`, isBad: false };
  const value = (of: number): string => String(unit === "cents" ? of / 100 : of);
  if (wrongKeys > 0) return { words: `${value(actual)}, not ${value(expected)}`, isBad: true };
  return { words: value(actual), isBad: false };
}
