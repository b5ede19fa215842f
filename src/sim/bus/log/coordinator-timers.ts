/** Timers of a coordinator as plain data: deadlines that move back need no new call in the calendar. */
import type { Micros } from "#base/units.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { Coordinator } from "./handlers.ts";

/** A timer of a member; `is` says of which kind. */
export interface MemberTimer {
  readonly is: string;
  readonly memberId: string;
}

/** One armed timer. */
export interface ArmedTimer<T extends MemberTimer> {
  readonly timer: T;
  /** Infinity: cancelled. */
  deadlineUs: Micros;
  /** When its call in the calendar is due, -1 for none. */
  callUs: Micros;
}

/** All timers of a coordinator, by kind and member. */
export type TimerBook<T extends MemberTimer> = Map<string, ArmedTimer<T>>;

function keyOf({ is, memberId }: MemberTimer): string {
  return `${is} ${memberId}`;
}

/** Arms a timer of the process, replacing an earlier one of the same kind and member. */
export function armTimer<S, T extends MemberTimer>(
  self: Process<S>,
  book: TimerBook<T>,
  timer: T,
  atUs: Micros,
): void {
  const key = keyOf(timer);
  let armed = book.get(key);
  if (armed === undefined) {
    armed = { timer, deadlineUs: atUs, callUs: -1 };
    book.set(key, armed);
  }
  armed.deadlineUs = atUs;
  if (armed.callUs < 0 || armed.callUs > atUs) schedule(self, armed);
}

/** Disarms a timer. Its call still comes, and does nothing. */
export function disarmTimer<T extends MemberTimer>(book: TimerBook<T>, timer: T): void {
  const armed = book.get(keyOf(timer));
  if (armed !== undefined) armed.deadlineUs = Infinity;
}

/** A timer's call has come: whether it is really due. A deadline that has moved is waited for anew. */
export function isTimerDue<S, T extends MemberTimer>(
  self: Process<S>,
  book: TimerBook<T>,
  timer: T,
): boolean {
  const key = keyOf(timer);
  const armed = book.get(key);
  // A timer that moved forward has a second call in the calendar; the one that comes first takes the timer along.
  if (armed === undefined || armed.callUs > self.kernel.nowUs) return false;
  armed.callUs = -1;
  if (armed.deadlineUs > self.kernel.nowUs && armed.deadlineUs < Infinity) {
    schedule(self, armed);
    return false;
  }
  book.delete(key);
  return armed.deadlineUs < Infinity;
}

function schedule<S, T extends MemberTimer>(self: Process<S>, armed: ArmedTimer<T>): void {
  armed.callUs = armed.deadlineUs;
  const delayUs = Math.max(0, armed.deadlineUs - self.kernel.nowUs);
  self.after(delayUs, Coordinator.timer, 0, 0, 0, armed.timer);
}
