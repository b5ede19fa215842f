import { beforeEach, describe, expect, it } from "vitest";
import { setConfig } from "#scenario/edits.ts";
import { latestFrame, playheadUs } from "./frames.ts";
import { usePlayback } from "./playback-store.ts";
import { clearStage, stage } from "./player-stage.fixture.ts";

const SECOND = 1_000_000;
const state = () => usePlayback.getState();

beforeEach(clearStage);

describe("the player, when its worker fails,", () => {
  it("replaces a worker that hangs, goes back to the last picture and keeps the report", () => {
    let hangs = 2 * SECOND;
    const { player, run, hang, workers } = stage((made) => (made.hangsAtUs = hangs));
    player.startOver({ playing: true });
    run(3_000);
    hangs = Number.POSITIVE_INFINITY;
    hang();
    run(100);
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
    expect(state().report?.says).toContain("no answer");
    expect(state()).toMatchObject({ status: "ready", playing: true });
    expect(playheadUs()).toBeGreaterThan(1.9 * SECOND);
    run(1_000);
    expect(playheadUs()).toBeGreaterThan(2.5 * SECOND);
  });

  it("gives up after two crashes at the same place, with the picture and the report on screen", () => {
    const { player, run, workers, edit } = stage((made) => (made.crashesAtUs = 2 * SECOND));
    player.startOver({ playing: true });
    run(10_000);
    expect(workers).toHaveLength(2);
    expect(state()).toMatchObject({
      status: "crashed",
      playing: false,
      report: { says: "Boom.", atUs: 2 * SECOND },
    });
    expect(latestFrame()?.atUs).toBeGreaterThan(1.9 * SECOND);
    edit((before) => setConfig(before, "service-1", "instances", 3));
    run(300);
    expect(workers).toHaveLength(3);
    expect(state()).toMatchObject({ status: "ready", report: null });
  });

  it("forgives a crash that the run has come past", () => {
    let crashesAtUs = SECOND;
    const { player, run, worker } = stage((made) => (made.crashesAtUs = crashesAtUs));
    player.startOver({ playing: true });
    crashesAtUs = 4 * SECOND;
    run(2_500);
    expect(state().status).toBe("ready");
    crashesAtUs = Number.POSITIVE_INFINITY;
    run(4_000);
    expect(state()).toMatchObject({ status: "ready", playing: true });
    expect(worker().crashesAtUs).toBe(crashesAtUs);
    expect(playheadUs()).toBeGreaterThan(5 * SECOND);
  });
});
