/** A dead letter queue: how many lie in it, of which keys, and whether it rings. */
import { TAIL, TAIL_NONE } from "#sim/frame.ts";
import { DEAD_LETTER_BODY_HEIGHT, HEADER_HEIGHT } from "./card-size.ts";
import { deadLetterDepth, shortCount } from "./live.ts";
import type { DeadLetterCard } from "./scene.ts";
import type { Pen } from "./pen.ts";
import { roundedPath, text } from "./shapes.ts";
import { keyColour } from "./paint-theme.ts";
import { paintReader, type PaintJob } from "./topic-painter.ts";

/** Paints the live part of a dead letter queue's card. */
export function paintDeadLetters(job: PaintJob, card: DeadLetterCard): void {
  const { pen, theme, live } = job;
  const topic = live.layout.topics[card.topic];
  if (topic === undefined) return;
  const partition = topic.firstPartition;
  const depth = deadLetterDepth(live, card.topic);
  const rings = depth >= card.alertDepth;
  const { x, width } = card.box;
  const y = card.box.y + HEADER_HEIGHT;
  const glow = job.motion.appendGlow(partition, job.nowMs);
  if (rings) {
    pen.globalAlpha = 0.55 + 0.45 * glow;
    pen.strokeStyle = theme.danger;
    pen.lineWidth = 1.5 + 1.5 * glow;
    roundedPath(pen, x + 0.75, card.box.y + 0.75, width - 1.5, card.box.height - 1.5, 8);
    pen.stroke();
    pen.globalAlpha = 1;
  }
  const number = shortCount(depth);
  text(pen, theme, number, x + 16, y + 18, {
    size: 20,
    weight: 700,
    colour: rings ? theme.danger : theme.ink2,
  });
  const numberWidth = pen.measureText(number).width;
  text(pen, theme, depth === 1 ? "dead letter" : "dead letters", x + 22 + numberWidth, y + 20, {
    colour: theme.ink2,
  });
  bell(pen, x + width - 24, y + 17, rings ? theme.danger : theme.ink3, rings);
  for (let i = 0; i < Math.min(depth, 20); i += 1) {
    const key = live.frame.tails[partition * TAIL + i] ?? TAIL_NONE;
    if (key === TAIL_NONE) break;
    pen.fillStyle = keyColour(theme, key);
    pen.fillRect(x + width - 16 - (i + 1) * 7, y + DEAD_LETTER_BODY_HEIGHT - 14, 6, 6);
  }
  card.readers.forEach((reader, index) =>
    paintReader(job, x, y + DEAD_LETTER_BODY_HEIGHT + index * 20 + 10, width, reader, index),
  );
}

/** A bell; while it rings, two waves stand on each side of it. */
function bell(pen: Pen, x: number, y: number, colour: string, rings: boolean): void {
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x - 6, y + 4);
  pen.lineTo(x + 6, y + 4);
  pen.bezierCurveTo(x + 4, y + 2, x + 5, y - 6, x, y - 6);
  pen.bezierCurveTo(x - 5, y - 6, x - 4, y + 2, x - 6, y + 4);
  pen.closePath();
  if (rings) pen.fill();
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y + 6, 1.5, 0, Math.PI);
  pen.stroke();
  if (!rings) return;
  for (const side of [0, Math.PI]) {
    pen.beginPath();
    pen.arc(x, y - 1, 10, side - 0.5, side + 0.5);
    pen.stroke();
  }
}
