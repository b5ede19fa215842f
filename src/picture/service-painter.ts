/** A service as its instances: what each one does, what it owns, and which of its times runs out. */
import {
  GROUP_HEIGHT,
  HEADER_HEIGHT,
  INSTANCE_GRID_COLUMNS,
  INSTANCE_ROWS_MAX,
  INSTANCE_ROW_HEIGHT,
} from "./card-size.ts";
import {
  activityOf,
  healthOf,
  instanceValue,
  ownedBy,
  rateText,
  remainingText,
  shortCount,
  type LiveFrame,
} from "./live.ts";
import type { ServiceCard } from "./scene.ts";
import { chip, chipWidth, countdown, text } from "./shapes.ts";
import type { Pen } from "./pen.ts";
import type { PaintTheme } from "./paint-theme.ts";
import { paintGroup } from "./group-painter.ts";
import type { PaintJob } from "./topic-painter.ts";

/** How an instance looks: its sign, its words, and the ring around the sign that runs out. */
export interface InstanceLook {
  readonly sign: "hollow" | "full" | "dashed" | "waiting" | "paused" | "stopped" | "crashed";
  readonly words: string;
  readonly tone: "calm" | "busy" | "warn" | "danger";
  /** 0 to 1 of the time that is left; null: nothing runs out. */
  readonly left: number | null;
}

/** What to show of an instance. Exported for the text summary and tests. */
export function instanceLook(live: LiveFrame, row: number, group: number, owns: number): InstanceLook {
  const at = live.frame.atUs;
  const health = healthOf(live, row);
  const layout = live.layout.groups[group];
  const session = instanceValue(live, row, "sessionDeadlineUs");
  const sessionLeft =
    session >= at && layout !== undefined ? (session - at) / Math.max(1, layout.sessionTimeoutUs) : null;
  const out = sessionLeft === null ? "" : ` · out in ${remainingText(session - at)}`;
  switch (health) {
    case "crashed":
      return { sign: "crashed", words: `crashed${out}`, tone: "danger", left: sessionLeft };
    case "paused":
      return { sign: "paused", words: `paused${out}`, tone: "warn", left: sessionLeft };
    case "stopped":
      return { sign: "stopped", words: "stopped", tone: "calm", left: null };
    case "stopping":
      return { sign: "stopped", words: "stopping", tone: "warn", left: null };
    case "up":
      return runningLook(live, row, group, owns);
  }
}

function runningLook(live: LiveFrame, row: number, group: number, owns: number): InstanceLook {
  const at = live.frame.atUs;
  const since = instanceValue(live, row, "activitySinceUs");
  const until = instanceValue(live, row, "activityUntilUs");
  const left = until > since && until >= at ? (until - at) / (until - since) : null;
  const attempt = instanceValue(live, row, "attempt");
  const poll = pollRunsOut(live, row, group);
  switch (activityOf(live, row)) {
    case "joining":
      return { sign: "dashed", words: "joining", tone: "warn", left: null };
    case "backing-off":
      return {
        sign: "waiting",
        words: retryWords(attempt, until - at),
        tone: "warn",
        left,
      };
    case "working":
      if (poll !== null)
        return {
          sign: "full",
          words: `poll due in ${remainingText(poll.us)}`,
          tone: "warn",
          left: poll.left,
        };
      return {
        sign: "full",
        words: attempt > 1 ? `attempt ${attempt}` : "working",
        tone: attempt > 1 ? "warn" : "busy",
        left,
      };
    case "committing":
      return { sign: "full", words: "committing", tone: "busy", left: null };
    case "calling":
      return { sign: "full", words: "calling", tone: "busy", left: null };
    case "awaiting-permission":
      return { sign: "waiting", words: "rate limiter", tone: "warn", left: null };
    case "storing":
      return { sign: "full", words: "storing", tone: "busy", left: null };
    case "publishing":
      return { sign: "full", words: "publishing", tone: "busy", left: null };
    default:
      if (group >= 0 && owns === 0 && instanceValue(live, row, "sessionDeadlineUs") >= 0) {
        return { sign: "hollow", words: "no partition", tone: "warn", left: null };
      }
      return { sign: "hollow", words: "idle", tone: "calm", left: null };
  }
}

/** "retry 2 in 3.1 s"; the number is left out while the run does not tell it. */
function retryWords(attempt: number, us: number): string {
  const what = attempt > 0 ? `retry ${attempt}` : "retry";
  return us >= 0 ? `${what} in ${remainingText(us)}` : what;
}

/** The time until the client must poll, once less than half of it is left. */
function pollRunsOut(live: LiveFrame, row: number, group: number): { us: number; left: number } | null {
  const layout = live.layout.groups[group];
  const deadline = instanceValue(live, row, "pollDeadlineUs");
  if (layout === undefined || deadline < live.frame.atUs) return null;
  const us = deadline - live.frame.atUs;
  const left = us / Math.max(1, layout.maxPollIntervalUs);
  return left < 0.5 ? { us, left } : null;
}

/** Paints the live part of a service's card. */
export function paintService(job: PaintJob, card: ServiceCard): void {
  const { pen, theme, live, motion } = job;
  let rate = 0;
  for (const wire of card.publishes) rate += motion.rateOf(wire);
  if (card.publishes.length > 0 && rate > 0.05) {
    text(pen, theme, rateText(rate), card.box.x + card.box.width - 16, card.box.y + HEADER_HEIGHT / 2, {
      colour: theme.ink2,
      align: "right",
    });
  }
  if (card.groupName !== null) paintGroup(job, card);
  const top = card.box.y + HEADER_HEIGHT + (card.groupName === null ? 0 : GROUP_HEIGHT) + 8;
  const rows = live.instanceRows[card.service] ?? [];
  if (card.slots <= INSTANCE_ROWS_MAX) {
    for (let i = 0; i < Math.min(rows.length, card.slots); i += 1) {
      instanceRow(job, card, rows[i]!, i, top + i * INSTANCE_ROW_HEIGHT + INSTANCE_ROW_HEIGHT / 2);
    }
    return;
  }
  for (let i = 0; i < Math.min(rows.length, card.slots); i += 1) {
    const x = card.box.x + 20 + (i % INSTANCE_GRID_COLUMNS) * 24;
    const y = top + Math.floor(i / INSTANCE_GRID_COLUMNS) * INSTANCE_ROW_HEIGHT + INSTANCE_ROW_HEIGHT / 2;
    const owned = ownedBy(live, card.group, instanceValue(live, rows[i]!, "subject"));
    paintSign(pen, theme, instanceLook(live, rows[i]!, card.group, owned.length), x, y);
  }
}

function instanceRow(job: PaintJob, card: ServiceCard, row: number, index: number, y: number): void {
  const { pen, theme, live } = job;
  const owned = ownedBy(live, card.group, instanceValue(live, row, "subject"));
  const look = instanceLook(live, row, card.group, owned.length);
  const { x, width } = card.box;
  paintSign(pen, theme, look, x + 18, y);
  const quiet = look.sign === "stopped" || look.sign === "crashed";
  text(pen, theme, String(index + 1), x + 32, y, { weight: 600, colour: quiet ? theme.ink3 : theme.ink });
  const words = wordsOf(live, card, row, look);
  text(pen, theme, words, x + width - 12, y, {
    colour: toneColour(theme, look.tone),
    weight: look.tone === "calm" || look.tone === "busy" ? 400 : 600,
    align: "right",
  });
  const wordsWidth = pen.measureText(words).width;
  let at = x + 46;
  const limit = x + width - 12 - wordsWidth - 8;
  for (let i = 0; i < owned.length; i += 1) {
    const each = owned[i]!;
    const label = `${each.prefix}${each.number}`;
    const rest = owned.length - i;
    const room = rest > 1 ? 24 : 0;
    if (at + chipWidth(label) + room > limit && at + chipWidth(label) > limit - room) {
      if (at + 18 <= limit + 8)
        text(pen, theme, `+${rest}`, at + 1, y, { size: 10.5, weight: 600, colour: theme.ink2 });
      break;
    }
    at +=
      chip(
        pen,
        theme,
        label,
        theme.keys[each.number % 12] ?? theme.ink,
        at,
        y - 8,
        job.motion.ownerGlow(each.pair, job.nowMs),
      ) + 3;
  }
}

/** "7 of 10 busy · 3 wait", of a service that takes requests. */
function callWords({ frame }: LiveFrame, service: number, subject: number): string | null {
  const of = frame.calling?.instances.find((each) => each.subject === subject);
  if (of === undefined) return null;
  const { threads } = frame.calling!.services.find((each) => each.service === service)!;
  const waiting = of.waiting > 0 ? ` · ${shortCount(of.waiting)} wait` : "";
  const open = of.breakers.some((state) => state > 0) ? "breaker open · " : "";
  return `${open}${shortCount(of.busy)} of ${shortCount(threads)} busy${waiting}`;
}

/** "45 behind", of a read model or a feed of an event store. */
function readerWords({ frame }: LiveFrame, service: number): string | null {
  for (const { readers } of frame.stores ?? []) {
    const reader = readers.find((each) => each.service === service);
    if (reader !== undefined) return reader.lag === 0 ? "level" : `${shortCount(reader.lag)} behind`;
  }
  return null;
}

/** What a service that reads nothing has sent; one that works on an event store alone sends nothing. */
function sentWords(live: LiveFrame, row: number, look: InstanceLook): string {
  const sent = instanceValue(live, row, "produced");
  return sent === 0 && live.frame.stores !== undefined ? look.words : `${shortCount(sent)} sent`;
}

function wordsOf(live: LiveFrame, card: ServiceCard, row: number, look: InstanceLook): string {
  const slow = instanceValue(live, row, "slowPercent");
  const slower = slow > 100 ? `${Math.round(slow / 10) / 10}× slower` : "";
  const readsNothing = card.groupName === null && (look.words === "idle" || look.words === "publishing");
  const calls = readsNothing
    ? (callWords(live, card.service, instanceValue(live, row, "subject")) ?? readerWords(live, card.service))
    : null;
  if (slower !== "" && look.tone !== "danger") {
    const words = calls ?? (look.words === "idle" ? "" : look.words);
    return words === "" ? slower : `${slower} · ${words}`;
  }
  if (calls !== null) return calls;
  return readsNothing ? sentWords(live, row, look) : look.words;
}

function toneColour(theme: PaintTheme, tone: InstanceLook["tone"]): string {
  switch (tone) {
    case "danger":
      return theme.danger;
    case "warn":
      return theme.warn;
    case "busy":
      return theme.ink2;
    case "calm":
      return theme.ink3;
  }
}

/** The sign of one instance, 20 units across with its ring: shape first, colour second. */
export function paintSign(pen: Pen, theme: PaintTheme, look: InstanceLook, x: number, y: number): void {
  const colour =
    look.tone === "busy" ? theme.accent : look.tone === "calm" ? theme.ink3 : toneColour(theme, look.tone);
  if (look.left !== null) countdown(pen, x, y, 8, look.left, colour, theme.line);
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.75;
  pen.beginPath();
  switch (look.sign) {
    case "full":
      pen.arc(x, y, 4.5, 0, Math.PI * 2);
      pen.fill();
      return;
    case "hollow":
      pen.arc(x, y, 4, 0, Math.PI * 2);
      pen.stroke();
      return;
    case "dashed":
      pen.setLineDash([3, 2.2]);
      pen.arc(x, y, 5, 0, Math.PI * 2);
      pen.stroke();
      pen.setLineDash([]);
      return;
    case "waiting":
      pen.moveTo(x - 3.5, y - 4);
      pen.lineTo(x + 3.5, y - 4);
      pen.lineTo(x - 3.5, y + 4);
      pen.lineTo(x + 3.5, y + 4);
      pen.closePath();
      pen.fill();
      return;
    case "paused":
      pen.rect(x - 3.5, y - 4, 2.5, 8);
      pen.rect(x + 1, y - 4, 2.5, 8);
      pen.fill();
      return;
    case "stopped":
      pen.rect(x - 3.5, y - 3.5, 7, 7);
      pen.stroke();
      return;
    case "crashed":
      pen.moveTo(x - 3.5, y - 3.5);
      pen.lineTo(x + 3.5, y + 3.5);
      pen.moveTo(x + 3.5, y - 3.5);
      pen.lineTo(x - 3.5, y + 3.5);
      pen.stroke();
  }
}
