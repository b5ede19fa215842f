import { beforeEach, describe, expect, it } from "vitest";
import { addIntervention, moveNodes, removeIntervention, renameNode, setConfig } from "#scenario/edits.ts";
import { latestFrame, onFrame, playheadUs } from "./frames.ts";
import { usePlayback } from "./playback-store.ts";
import { clearStage, stage } from "./player-stage.fixture.ts";
import { storyRows } from "./story.ts";

const SECOND = 1_000_000;
const state = () => usePlayback.getState();

beforeEach(clearStage);

describe("the player", () => {
  it("shows the start of a run without playing it", () => {
    const { player, run } = stage();
    player.startOver({ playing: false });
    run(100);
    expect(state()).toMatchObject({
      status: "ready",
      playing: false,
      playheadUs: 0,
      durationUs: 60 * SECOND,
      seeking: false,
    });
    expect(latestFrame()?.atUs).toBe(0);
  });

  it("turns wall time into simulated time by its speed", () => {
    const { player, run } = stage();
    player.startOver({ playing: true });
    run(100);
    const before = playheadUs();
    run(1_000);
    expect(playheadUs() - before).toBe(SECOND);
    player.setSpeed(0.1);
    run(20);
    const slow = playheadUs();
    run(1_000);
    expect(Math.abs(playheadUs() - slow - SECOND / 10)).toBeLessThan(5_000);
    player.setSpeed(10);
    const fast = playheadUs();
    run(1_000);
    expect(Math.abs(playheadUs() - fast - 10 * SECOND)).toBeLessThan(0.2 * SECOND);
  });

  it("asks nothing and draws nothing while it is paused", () => {
    const { player, run, asked, pending } = stage();
    player.startOver({ playing: true });
    run(500);
    player.pause();
    run(100);
    const at = playheadUs();
    asked();
    run(1_000);
    expect(playheadUs()).toBe(at);
    expect(asked()).toEqual([]);
    expect(pending()).toBe(0);
    expect(state()).toMatchObject({ playing: false, playheadUs: at });
  });

  it("does not jump after the tab was hidden", () => {
    const { player, run } = stage();
    player.startOver({ playing: true });
    run(500);
    const before = playheadUs();
    run(60_000, 60_000);
    run(20);
    expect(playheadUs() - before).toBeLessThan(0.2 * SECOND);
  });

  it("shows what was reached where the worker cannot keep up", () => {
    const { player, run } = stage((worker) => (worker.usPerShow = 3_000));
    player.startOver({ playing: true });
    player.setSpeed(10);
    run(1_000);
    expect(playheadUs()).toBe(latestFrame()?.atUs);
    expect(playheadUs()).toBeGreaterThan(0.1 * SECOND);
    expect(playheadUs()).toBeLessThan(2 * SECOND);
    expect(state().playing).toBe(true);
  });

  it("goes as fast as the worker can at endless speed, and stops at the end", () => {
    const { player, run } = stage((worker) => (worker.usPerShow = SECOND));
    player.startOver({ playing: true });
    player.setSpeed(Number.POSITIVE_INFINITY);
    run(3_000);
    expect(state()).toMatchObject({
      playing: false,
      ended: true,
      playheadUs: 60 * SECOND,
      outcome: { is: "finished" },
    });
    player.setSpeed(1);
    player.play();
    run(20);
    expect(state()).toMatchObject({ playing: true, ended: false });
  });

  it("ends at the end of the run and plays again from the start", () => {
    const { player, run } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(59.9 * SECOND);
    player.play();
    run(500);
    expect(state()).toMatchObject({ playing: false, ended: true, playheadUs: 60 * SECOND });
    player.play();
    run(200);
    expect(state().playing).toBe(true);
    expect(playheadUs()).toBeLessThan(SECOND);
  });

  it("seeks both ways and works only for the newest target of a drag", () => {
    const { player, run, worker } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(30 * SECOND);
    run(50);
    expect(latestFrame()?.atUs).toBe(30 * SECOND);
    player.seek(10 * SECOND);
    run(50);
    expect(latestFrame()?.atUs).toBe(10 * SECOND);
    expect(state()).toMatchObject({ headUs: 30 * SECOND, playheadUs: 10 * SECOND, seeking: false });
    const before = worker().asked.length;
    for (let at = 11; at <= 25; at++) player.seek(at * SECOND);
    run(50);
    expect(worker().asked.length - before).toBeLessThanOrEqual(2);
    expect(latestFrame()?.atUs).toBe(25 * SECOND);
  });

  it("holds the picture on a short way and shows the way if it is long", () => {
    const { player, run } = stage((worker) => (worker.usPerShow = 100_000));
    player.startOver({ playing: false });
    run(50);
    player.seek(50 * SECOND);
    const seen: number[] = [];
    const stop = onFrame((frame) => seen.push(frame.atUs));
    run(10, 10);
    expect(state()).toMatchObject({ seeking: true, playheadUs: 50 * SECOND });
    run(200);
    stop();
    expect(latestFrame()?.atUs).toBe(seen.at(-1) ?? 0);
  });

  it("steps to the next fact from where it is, also out of playing", () => {
    const { player, run } = stage();
    player.startOver({ playing: true });
    run(250);
    player.step([]);
    run(50);
    const first = playheadUs();
    expect(first % 100_000).toBe(0);
    expect(state().playing).toBe(false);
    player.step(["stable"]);
    run(50);
    expect(playheadUs()).toBe(first + 100_000);
  });

  it("keeps the story while the playhead goes back, and gets no row twice", () => {
    const { player, run } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(5 * SECOND);
    run(50);
    player.seek(0);
    run(50);
    player.seek(8 * SECOND);
    run(50);
    expect(storyRows().map(({ timeUs }) => timeUs / SECOND)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("leaves the run alone when something is moved, renamed or described", () => {
    const { player, run, edit, asked } = stage();
    player.startOver({ playing: false });
    run(100);
    asked();
    edit((before) => moveNodes(before, new Map([["service-1", { x: 5, y: 9 }]])));
    edit((before) => renameNode(before, "service-1", "shop"));
    edit((before) => ({ ...before, description: "Look here.", name: "Shop" }));
    run(500);
    expect(asked()).toEqual([]);
  });

  it("runs an edited system anew once typing rests, and comes back to the playhead", () => {
    const { player, run, edit, worker, asked } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(20 * SECOND);
    run(50);
    asked();
    for (const instances of [2, 3, 4])
      edit((before) => setConfig(before, "service-1", "instances", instances));
    run(100);
    expect(asked()).toEqual([]);
    run(200);
    expect(asked().slice(0, 2)).toEqual(["load", "show"]);
    expect(worker().asked.findLast(({ is }) => is === "load")).toMatchObject({
      scenario: { nodes: [{ config: { instances: 4 } }] },
    });
    expect(latestFrame()?.atUs).toBe(20 * SECOND);
    expect(state()).toMatchObject({ status: "ready", playing: false, playheadUs: 20 * SECOND });
  });

  it("plays on after an edit if it played before", () => {
    const { player, run, edit } = stage();
    player.startOver({ playing: true });
    run(1_000);
    edit((before) => setConfig(before, "service-1", "instances", 2));
    run(1_000);
    expect(state()).toMatchObject({ status: "ready", playing: true });
    expect(playheadUs()).toBeGreaterThan(1.5 * SECOND);
  });

  it("does not run anew what was edited and undone", () => {
    const { player, run, edit, asked } = stage();
    player.startOver({ playing: false });
    run(50);
    asked();
    edit((before) => setConfig(before, "service-1", "instances", 2));
    run(50);
    edit((before) => setConfig(before, "service-1", "instances", undefined));
    run(500);
    expect(asked()).toEqual([]);
  });

  it("amends the run for an intervention and keeps the story before it", () => {
    const { player, run, edit, worker } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(5 * SECOND);
    run(50);
    const crash = { id: "crash-1", atMs: 5_000.001, kind: "crash", target: "service-1", config: {} };
    edit((before) => addIntervention(before, crash));
    run(50);
    expect(worker().asked.findLast(({ is }) => is === "amend")).toMatchObject({ fromUs: 5_000_001 });
    expect(worker().asked.filter(({ is }) => is === "load")).toHaveLength(1);
    expect(storyRows()).toHaveLength(5);
    expect(playheadUs()).toBe(5 * SECOND);
    edit((before) => removeIntervention(before, "crash-1"));
    run(50);
    expect(worker().asked.filter(({ is }) => is === "amend")).toHaveLength(2);
  });

  it("stays where a step has led when somebody intervenes there", () => {
    const { player, run, edit } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(5 * SECOND + 1);
    run(50);
    player.step([]);
    run(50);
    expect(playheadUs()).toBe(5.1 * SECOND);
    const crash = { id: "crash-1", atMs: 5_100.001, kind: "crash", target: "service-1", config: {} };
    edit((before) => addIntervention(before, crash));
    run(100);
    expect(playheadUs()).toBe(5.1 * SECOND);
    expect(latestFrame()?.atUs).toBe(5.1 * SECOND);
  });

  it("takes no picture of the old run for one of the new, when an answer was on its way at the edit", () => {
    const { player, run, edit, worker } = stage();
    player.startOver({ playing: false });
    run(50);
    player.seek(20 * SECOND);
    run(10);
    player.seek(30 * SECOND);
    // The look at 30 s is under way now; the new run is asked for before its answer comes.
    edit((before) =>
      addIntervention(before, { id: "a", atMs: 25_000, kind: "crash", target: "service-1", config: {} }),
    );
    run(200);
    expect(
      worker()
        .asked.slice(-2)
        .map(({ is }) => is),
    ).toEqual(["amend", "show"]);
    expect(worker().asked.at(-1)).toMatchObject({ atUs: 30 * SECOND });
    expect(state()).toMatchObject({ playheadUs: 30 * SECOND, seeking: false });
    expect(storyRows().map(({ timeUs }) => timeUs / SECOND)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });

  it("keeps the last good picture under a refused scenario, and goes on when it is mended", () => {
    let refuses = false;
    const { player, run, edit, worker } = stage((made) => (made.refuses = refuses));
    player.startOver({ playing: true });
    run(1_000);
    worker().refuses = refuses = true;
    edit((before) => setConfig(before, "service-1", "instances", 9_999));
    run(300);
    expect(state()).toMatchObject({ status: "refused", playing: false, problems: [{ path: "nodes[0]" }] });
    const at = latestFrame()?.atUs ?? 0;
    expect(at).toBeGreaterThan(0.9 * SECOND);
    worker().refuses = refuses = false;
    edit((before) => setConfig(before, "service-1", "instances", 3));
    run(500);
    expect(state()).toMatchObject({ status: "ready", playing: true, problems: [] });
    expect(playheadUs()).toBeGreaterThan(at);
  });
});
