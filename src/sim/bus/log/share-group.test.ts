import { beforeEach, describe, expect, it } from "vitest";
import {
  createShareGroup,
  shareHeartbeat,
  sharePartitionsChanged,
  shareTimerFired,
  type ShareGroup,
  type ShareGroupHost,
  type ShareGroupNote,
  type ShareGroupTimer,
} from "./share-group.ts";

const SECOND = 1_000_000;
const config = {
  sessionTimeoutUs: 45 * SECOND,
  assignmentIntervalUs: SECOND,
  maxSize: 3,
  initialisationUs: 4_000,
};

/** A coordinator whose timers fire as time goes on. */
class World implements ShareGroupHost {
  nowUs = 0;
  readonly group: ShareGroup = createShareGroup(config, partitions(4));
  readonly notes: ShareGroupNote[] = [];
  readonly #timers = new Map<string, { timer: ShareGroupTimer; atUs: number }>();

  setTimer(timer: ShareGroupTimer, atUs: number): void {
    this.#timers.set(JSON.stringify(timer), { timer, atUs });
  }
  note(what: ShareGroupNote): void {
    this.notes.push(what);
  }
  at(us: number): this {
    for (const [key, { timer, atUs }] of this.#timers) {
      if (atUs > us) continue;
      this.nowUs = atUs;
      this.#timers.delete(key);
      shareTimerFired(this.group, this, timer);
    }
    this.nowUs = us;
    return this;
  }
  beat(memberId: string, memberEpoch: number): [number, readonly number[] | null] {
    const {
      error,
      memberEpoch: epoch,
      assignment,
    } = shareHeartbeat(this.group, this, { memberId, memberEpoch });
    expect(error).toBe("NONE");
    return [epoch, assignment];
  }
  refused(memberId: string, memberEpoch: number): string {
    return shareHeartbeat(this.group, this, { memberId, memberEpoch }).error;
  }
}

function partitions(count: number): { pair: number; hash: number }[] {
  return Array.from({ length: count }, (_, pair) => ({ pair, hash: 7_000 + pair }));
}

describe("a share group", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  it("gives its first member nothing with the first heartbeat and everything with the second", () => {
    expect(world.beat("a", 0)).toEqual([1, []]);
    expect(world.at(5 * SECOND).beat("a", 1)).toEqual([2, [0, 1, 2, 3]]);
    expect(world.at(10 * SECOND).beat("a", 2)).toEqual([2, null]);
  });

  it("gives who comes later its share at once, and takes it from the others at their next heartbeats without a wait", () => {
    world.beat("a", 0);
    world.at(5 * SECOND).beat("a", 1);
    const [epoch, share] = world.at(7 * SECOND).beat("b", 0);
    expect([epoch, share?.length]).toEqual([3, 2]);
    const [, rest] = world.at(10 * SECOND).beat("a", 2);
    expect([...share!, ...rest!].sort((x, y) => x - y)).toEqual([0, 1, 2, 3]);
  });

  it("lets who joins within a second of the last assignment wait for its next heartbeat", () => {
    world.beat("a", 0);
    world.at(5 * SECOND).beat("a", 1);
    expect(world.at(5.5 * SECOND).beat("b", 0)).toEqual([2, []]);
    expect(world.at(10.5 * SECOND).beat("b", 2)[1]).toHaveLength(2);
  });

  it("removes who is silent for the session timeout, and the next heartbeat of another shares anew", () => {
    world.beat("a", 0);
    world.at(5 * SECOND).beat("a", 1);
    world.at(7 * SECOND).beat("b", 0);
    for (let s = 10; s <= 50; s += 5) world.at(s * SECOND).beat("a", s === 10 ? 2 : 3);
    world.at(52 * SECOND);
    expect(world.notes.at(-1)).toEqual({ is: "member-removed", memberId: "b", reason: "session-expired" });
    expect(world.at(55 * SECOND).beat("a", 3)).toEqual([4, [0, 1, 2, 3]]);
  });

  it("is empty when the last member has left, and keeps what is written down", () => {
    world.beat("a", 0);
    world.at(5 * SECOND).beat("a", 1);
    expect(world.beat("a", -1)).toEqual([-1, null]);
    expect(world.group.state).toBe("Empty");
    expect(world.at(9 * SECOND).beat("c", 0)[1]).toEqual([0, 1, 2, 3]);
  });

  it("refuses strangers, old and future epochs, and more members than fit", () => {
    expect(world.refused("a", 3)).toBe("UNKNOWN_MEMBER_ID");
    world.beat("a", 0);
    world.at(5 * SECOND).beat("a", 1);
    expect(world.beat("a", 1)).toEqual([2, null]);
    expect(world.refused("a", 3)).toBe("FENCED_MEMBER_EPOCH");
    world.beat("b", 0);
    world.beat("c", 0);
    expect(world.refused("d", 0)).toBe("GROUP_MAX_SIZE_REACHED");
  });

  it("shares out partitions that are added, once their start is written down", () => {
    world.beat("a", 0);
    world.at(5 * SECOND).beat("a", 1);
    sharePartitionsChanged(world.group, partitions(6));
    expect(world.at(10 * SECOND).beat("a", 2)).toEqual([3, null]);
    expect(world.at(15 * SECOND).beat("a", 3)).toEqual([4, [0, 1, 2, 3, 4, 5]]);
  });
});
