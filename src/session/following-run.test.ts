import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createFollower } from "./following-run.ts";
import { usePlayback } from "./playback-store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A follower whose answers come when they are let out. */
function follower() {
  const waiting: (() => void)[] = [];
  const made = createFollower(200, () => new Promise<void>((resolve) => waiting.push(resolve)));
  const answer = async (): Promise<void> => {
    waiting.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  let playheadUs = 0;
  const move = (): void => usePlayback.setState({ playheadUs: (playheadUs += 1_000) });
  return { ...made, waiting, answer, move };
}

it("asks at once, and again once the run has moved, 200 ms after the answer at the earliest", async () => {
  const { watch, waiting, answer, move } = follower();
  const end = watch();
  expect(waiting).toHaveLength(1);
  move();
  move();
  expect(waiting).toHaveLength(1);
  await answer();
  expect(waiting).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(199);
  expect(waiting).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(waiting).toHaveLength(1);
  await answer();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(waiting).toHaveLength(0);
  end();
});

it("asks again when a seek arrives, since the playhead stood there before the run did", async () => {
  const { watch, waiting, answer, move } = follower();
  const end = watch();
  await answer();
  usePlayback.setState({ seeking: true });
  move();
  await vi.advanceTimersByTimeAsync(200);
  await answer();
  expect(waiting).toHaveLength(0);
  usePlayback.setState({ seeking: false });
  await vi.advanceTimersByTimeAsync(200);
  expect(waiting).toHaveLength(1);
  end();
});

it("asks nothing while nobody looks, and ends with the last who does", async () => {
  const { watch, now, waiting, answer, move } = follower();
  now();
  move();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(waiting).toHaveLength(0);
  const [one, two] = [watch(), watch()];
  await answer();
  await answer();
  one();
  one();
  move();
  await vi.advanceTimersByTimeAsync(300);
  expect(waiting).toHaveLength(1);
  await answer();
  two();
  move();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(waiting).toHaveLength(0);
});

it("an older asking that ends late does not count as the newest", async () => {
  const { watch, now, waiting, answer, move } = follower();
  const end = watch();
  now();
  expect(waiting).toHaveLength(2);
  await answer();
  move();
  await vi.advanceTimersByTimeAsync(500);
  expect(waiting).toHaveLength(1);
  await answer();
  await vi.advanceTimersByTimeAsync(200);
  expect(waiting).toHaveLength(1);
  end();
});
