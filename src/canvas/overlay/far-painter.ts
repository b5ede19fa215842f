/** Cards from far away: a name, a lag or what is wrong, large enough to read at any zoom. */
import {
  groupLag,
  type GroupLag,
  healthOf,
  isRebalancing,
  lagLevel,
  partitionValue,
  shortCount,
} from "#picture/live.ts";
import type { SceneCard } from "#picture/scene.ts";
import { hatch, text, textWidth } from "#picture/shapes.ts";
import type { PaintJob } from "#picture/topic-painter.ts";

interface FarLine {
  readonly words: string;
  readonly tone: "calm" | "warn" | "danger";
  /** Step of the lag ramp drawn as a bar, or -1. */
  readonly level: number;
}

/** Paints one card at `scale` device-independent pixels a canvas unit. */
export function paintFar(job: PaintJob, card: SceneCard, scale: number): void {
  const { pen, theme } = job;
  const { x, y, width, height } = card.box;
  const largest = Math.min(13 / scale, height / 3.2);
  // A long name is set smaller, down to what can be read, before it is cut.
  const fitting = (16 * (width - 16)) / Math.max(1, textWidth(pen, theme, card.name, 16, 600) + 1);
  const size = Math.max(Math.min(largest, 9 / scale), Math.min(largest, fitting));
  const line = farLine(job, card);
  const middle = y + height / 2;
  text(pen, theme, card.name, x + width / 2, line === null ? middle : middle - size * 0.65, {
    size,
    weight: 600,
    colour: theme.ink,
    align: "center",
    maxWidth: width - 10,
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

function farLine(job: PaintJob, card: SceneCard): FarLine | null {
  const { live } = job;
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
      const topic = live.layout.topics[card.topic];
      if (topic === undefined) return null;
      const depth =
        partitionValue(live, topic.firstPartition, "logEnd") -
        partitionValue(live, topic.firstPartition, "logStart");
      return {
        words: `${shortCount(depth)} dead`,
        tone: depth >= card.alertDepth ? "danger" : "calm",
        level: -1,
      };
    }
    case "unknown":
      return null;
  }
}

/** The longest lag of these groups; unknown, not 0, as long as none of them has committed anything. */
function lagLine(groups: readonly GroupLag[]): FarLine {
  const known = groups.filter(({ lag, unknown }) => unknown === 0 || lag > 0);
  if (known.length === 0) return { words: "lag –", tone: "calm", level: -1 };
  const lag = Math.max(...known.map((group) => group.lag));
  return { words: `lag ${shortCount(lag)}`, tone: "calm", level: lagLevel(lag) };
}
