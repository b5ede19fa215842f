/** Cards from far away: a name, a lag or what is wrong, large enough to read at any zoom. */
import { troubleWords } from "#picture/cluster-trouble.ts";
import {
  groupLag,
  type GroupLag,
  healthOf,
  isRebalancing,
  lagLevel,
  deadLetterDepth,
  shortCount,
} from "#picture/live.ts";
import type { LiveFrame } from "#picture/live.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";
import type { SceneCard } from "#picture/scene.ts";
import { hatch, roundedPath, text, textWidth } from "#picture/shapes.ts";
import type { CanvasPen } from "./canvas-job.ts";

/** What a card from far away is painted with; without a run there are names only. */
export interface FarJob {
  readonly pen: CanvasPen;
  readonly theme: PaintTheme;
  readonly live: LiveFrame | null;
}

interface FarLine {
  readonly words: string;
  readonly tone: "calm" | "warn" | "danger";
  /** Step of the lag ramp drawn as a bar, or -1. */
  readonly level: number;
}

/** Smaller than this on screen a card's corners look round by themselves, in window pixels. */
const ROUND_FROM_PX = 2;

/** Paints one card, its box as well, at `scale` device-independent pixels a canvas unit. */
export function paintFar(job: FarJob, card: SceneCard, scale: number, selected = false): void {
  const { pen, theme } = job;
  const { x, y, width, height } = card.box;
  box(job, card, scale, selected);
  const line = job.live === null ? null : farLine(job.live, card);
  const name = nameOf(job, card, scale);
  const { size } = name;
  const middle = y + height / 2;
  text(pen, theme, name.words, x + width / 2, line === null ? middle : middle - size * 0.65, {
    size,
    weight: 600,
    colour: theme.ink,
    align: "center",
  });
  if (line === null) return;
  const colour = line.tone === "danger" ? theme.danger : line.tone === "warn" ? theme.warn : theme.ink2;
  if (line.level > 0) {
    pen.fillStyle = theme.lag[line.level] ?? theme.ink;
    const part = (width - 24) * (0.15 + 0.85 * (line.level / 4));
    pen.fillRect(x + 12, y + height - 12, part, Math.min(8, 3 + line.level));
  }
  if (line.tone === "warn") hatch(pen, x + 4, y + 4, width - 8, 6, theme.warn);
  text(pen, theme, line.words, x + width / 2, middle + size * 0.75, {
    size,
    weight: 500,
    colour,
    align: "center",
    maxWidth: width - 12,
  });
}

function box({ pen, theme }: FarJob, card: SceneCard, scale: number, selected: boolean): void {
  const { x, y, width, height } = card.box;
  pen.fillStyle = theme.surface;
  pen.strokeStyle = selected ? theme.accent : theme.lineStrong;
  pen.lineWidth = (selected ? 3 : 1) / scale;
  if (RADIUS * scale < ROUND_FROM_PX) {
    pen.fillRect(x, y, width, height);
    pen.strokeRect(x, y, width, height);
    return;
  }
  roundedPath(pen, x, y, width, height, RADIUS);
  pen.fill();
  pen.stroke();
}

const RADIUS = 8;

interface FarName {
  readonly scale: number;
  readonly font: string;
  readonly words: string;
  readonly size: number;
}

/** Measuring texts is what costs most here; a name is measured once for each nearness. */
const names = new WeakMap<SceneCard, FarName>();

/** A long name is set smaller, down to what can be read, before it is cut. */
function nameOf({ pen, theme }: FarJob, card: SceneCard, scale: number): FarName {
  const known = names.get(card);
  if (known?.scale === scale && known.font === theme.font) return known;
  const { width, height } = card.box;
  const unit = Math.max(0.01, textWidth(pen, theme, card.name, 16, 600) / 16);
  const largest = Math.min(13 / scale, height / 3.2);
  const wanted = Math.max(Math.min(largest, 9 / scale), Math.min(largest, (width - 16) / unit));
  // A few sizes instead of one for each name: another size is another font to find.
  const size = Math.max(1, Math.floor(wanted * scale * 2)) / (2 * scale);
  const room = width - 10;
  let words = card.name;
  if (unit * size > room) {
    // Letters are about equally wide: one guess, and a few steps to what fits.
    let length = Math.max(1, Math.floor((card.name.length * room) / (unit * size)));
    while (length > 1 && textWidth(pen, theme, `${card.name.slice(0, length)}…`, size, 600) > room)
      length -= 1;
    words = `${card.name.slice(0, length)}…`;
  }
  const made = { scale, font: theme.font, words, size };
  names.set(card, made);
  return made;
}

function farLine(live: LiveFrame, card: SceneCard): FarLine | null {
  switch (card.kind) {
    case "service": {
      const rows = live.instanceRows[card.service] ?? [];
      const down = rows.filter((row) => healthOf(live, row) === "crashed").length;
      if (down > 0) return { words: `${down} of ${rows.length} crashed`, tone: "danger", level: -1 };
      if (card.group < 0) return { words: `${rows.length} running`, tone: "calm", level: -1 };
      if (isRebalancing(live, card.group)) return { words: "rebalancing", tone: "warn", level: -1 };
      return lagLine([groupLag(live, card.group)]);
    }
    case "topic": {
      if (card.topic < 0) return null;
      return card.readers.length === 0
        ? null
        : lagLine(card.readers.map((reader) => groupLag(live, reader.group, reader.pairs)));
    }
    case "dead-letter-queue": {
      if (live.layout.topics[card.topic] === undefined) return null;
      const depth = deadLetterDepth(live, card.topic);
      return {
        words: `${shortCount(depth)} dead`,
        tone: depth >= card.alertDepth ? "danger" : "calm",
        level: -1,
      };
    }
    case "cluster": {
      const words = troubleWords(live);
      return words === ""
        ? { words: `${card.brokers} brokers`, tone: "calm", level: -1 }
        : { words, tone: "danger", level: -1 };
    }
    case "event-store": {
      const at = live.layout.stores?.findIndex(({ nodeId }) => nodeId === card.id) ?? -1;
      const sight = live.frame.stores?.[at];
      if (sight === undefined) return null;
      const { keeps, events, lostCents, overdrawn } = sight;
      if (lostCents > 0) return { words: `${shortCount(lostCents / 100)} lost`, tone: "danger", level: -1 };
      if (overdrawn > 0) return { words: `${shortCount(overdrawn)} overdrawn`, tone: "danger", level: -1 };
      return {
        words: `${shortCount(events)} ${keeps === "events" ? "events" : "writes"}`,
        tone: "calm",
        level: -1,
      };
    }
    case "database":
      return databaseLine(live, card.id);
    case "schema-registry":
    case "unknown":
      return null;
  }
}

/** What is wrong with a database, or in it; else how much it has done. */
function databaseLine({ frame }: LiveFrame, id: string): FarLine | null {
  const database = frame.effects?.databases.find(({ nodeId }) => nodeId === id);
  if (frame.effects === undefined || database === undefined) return null;
  if (database.isDown) return { words: "down", tone: "danger", level: -1 };
  const its = frame.effects.services.filter((service) => service.database === id);
  const lost = its.reduce((sum, each) => sum + each.lost + each.phantom, 0);
  if (lost > 0) return { words: `${shortCount(lost)} lost or phantom`, tone: "danger", level: -1 };
  const wrong = its.reduce((sum, each) => sum + each.wrongKeys, 0);
  if (wrong > 0) return { words: `${shortCount(wrong)} wrong`, tone: "danger", level: -1 };
  return { words: `${shortCount(database.commits)} commits`, tone: "calm", level: -1 };
}

/** The longest lag of these groups; unknown, not 0, as long as none of them has committed anything. */
function lagLine(groups: readonly GroupLag[]): FarLine {
  const known = groups.filter(({ lag, unknown }) => unknown === 0 || lag > 0);
  if (known.length === 0) return { words: "lag –", tone: "calm", level: -1 };
  const lag = Math.max(...known.map((group) => group.lag));
  return { words: `lag ${shortCount(lag)}`, tone: "calm", level: lagLevel(lag) };
}
