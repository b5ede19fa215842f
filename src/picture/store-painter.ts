/** An event store: how many events of how many aggregates, what went wrong with decisions, and how far its readers are. */
import { FOOTER_LINE_HEIGHT, HEADER_HEIGHT } from "./card-size.ts";
import type { StoreCard } from "./scene.ts";
import { text } from "./shapes.ts";
import type { PaintJob } from "./topic-painter.ts";

/** Paints the live part of a store's card. */
export function paintStore({ pen, theme, live }: PaintJob, card: StoreCard): void {
  const at = live.layout.stores?.findIndex(({ nodeId }) => nodeId === card.id) ?? -1;
  const sight = live.frame.stores?.[at];
  if (sight === undefined) return;
  const { x, y, width } = card.box;
  let line = y + HEADER_HEIGHT + 14;
  const row = (left: string, right: string, isBad: boolean): void => {
    text(pen, theme, left, x + 12, line, { weight: 600, colour: theme.ink2 });
    const colour = isBad ? theme.danger : theme.ink2;
    text(pen, theme, right, x + width - 12, line, { weight: isBad ? 600 : 400, colour, align: "right" });
    line += FOOTER_LINE_HEIGHT;
  };
  const { keeps, events, aggregates, conflicts, overdrawn, lostCents, readers } = sight;
  row(
    keeps === "events" ? `${events} events` : `${events} writes`,
    `${aggregates} aggregate${aggregates === 1 ? "" : "s"}`,
    false,
  );
  const harm = lostCents > 0 ? `${lostCents / 100} lost` : overdrawn > 0 ? `${overdrawn} overdrawn` : "";
  row(`${conflicts} conflicts`, harm, harm !== "");
  for (const { service, lag, rebuilt, target } of readers) {
    const name = live.layout.services[service]?.name ?? "";
    const how = rebuilt >= 0 ? `rebuilt ${rebuilt} of ${target}` : `lag ${lag}`;
    row(name.length > 14 ? `${name.slice(0, 13)}…` : name, how, false);
  }
}
