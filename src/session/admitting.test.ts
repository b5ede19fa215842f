import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { FromDoor, ToDoor } from "./admit-worker/protocol.ts";
import { admitOutside, IN_PAGE_LENGTH_MAX, type DoorWorker } from "./admitting.ts";

const shop = readFileSync(new URL("../../public/gallery/order-system.json", import.meta.url), "utf8");
const large = shop + " ".repeat(IN_PAGE_LENGTH_MAX);

/** A worker by hand, and the timers that were set. */
class FakeDoor implements DoorWorker {
  onmessage: DoorWorker["onmessage"] = null;
  onerror: DoorWorker["onerror"] = null;
  readonly asked: ToDoor[] = [];
  terminated = 0;
  postMessage(question: ToDoor): void {
    this.asked.push(question);
  }
  terminate(): void {
    this.terminated += 1;
  }
  say(data: FromDoor): void {
    this.onmessage?.({ data } as MessageEvent<FromDoor>);
  }
  die(): void {
    this.onerror?.({ preventDefault: () => {} } as ErrorEvent);
  }
}

function stage(input: string | Uint8Array = large) {
  const door = new FakeDoor();
  const timers = new Map<() => void, number>();
  const result = admitOutside(input, "shop.json", {
    spawn: () => door,
    after: (ms, callback) => {
      timers.set(callback, ms);
      return () => timers.delete(callback);
    },
  });
  const expire = (): void => [...timers.keys()].forEach((callback) => callback());
  return { door, timers, result, expire, settled: () => Promise.resolve() };
}

describe("the door for what comes from outside", () => {
  it("judges small texts in the page, without a worker", async () => {
    const { door, result } = stage(shop);
    expect((await result).ok).toBe(true);
    expect(door.asked).toEqual([]);
  });

  it("asks a worker about large ones, and ends it after its answer", async () => {
    const { door, timers, result, settled } = stage();
    await settled();
    door.say({ is: "ready" });
    expect(door.asked).toEqual([{ input: large, name: "shop.json" }]);
    door.say({ is: "admitted", result: admit(large) });
    expect((await result).ok).toBe(true);
    expect([door.terminated, timers.size]).toEqual([1, 0]);
  });

  it("gives up what takes longer than two seconds, counted from when the worker listens", async () => {
    const { door, timers, result, expire, settled } = stage();
    await settled();
    expect([...timers.values()]).toEqual([10_000]);
    door.say({ is: "ready" });
    expect([...timers.values()]).toEqual([2_000]);
    expire();
    expect(await result).toMatchObject({
      ok: false,
      problems: [{ code: "given-up", says: "shop.json took longer than 2 s to read and was given up." }],
    });
    expect(door.terminated).toBe(1);
  });

  it("refuses what brings the worker down", async () => {
    const { door, result, settled } = stage();
    await settled();
    door.say({ is: "ready" });
    door.die();
    expect(await result).toMatchObject({ ok: false, problems: [{ code: "given-up" }] });
  });

  it("does it in the page where a worker cannot start", async () => {
    const { door, result, settled } = stage();
    await settled();
    door.die();
    expect((await result).ok).toBe(true);
    const late = stage();
    await late.settled();
    late.expire();
    expect((await late.result).ok).toBe(true);
    const none = admitOutside(large, "shop.json", {
      spawn: () => {
        throw new Error("no workers here");
      },
      after: () => () => {},
    });
    expect((await none).ok).toBe(true);
  });
});
