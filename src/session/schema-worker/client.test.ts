import { describe, expect, it } from "vitest";
import type { SubjectInput } from "./analysis.ts";
import { createSchemaClient, NoAnswer, type SchemaWorker } from "./client.ts";
import type { FromSchemas, ToSchemas } from "./protocol.ts";

class FakeRegistrar implements SchemaWorker {
  onmessage: SchemaWorker["onmessage"] = null;
  onerror: SchemaWorker["onerror"] = null;
  readonly asked: ToSchemas[] = [];
  isEnded = false;

  postMessage(question: ToSchemas): void {
    this.asked.push(question);
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(said: FromSchemas): void {
    this.onmessage?.({ data: said } as MessageEvent<FromSchemas>);
  }
}

/** A client with fake workers and a watchdog that `wait` drives. */
function line(spawn?: () => SchemaWorker) {
  const workers: FakeRegistrar[] = [];
  const ticks = new Set<() => void>();
  const client = createSchemaClient(
    spawn ??
      (() => {
        const worker = new FakeRegistrar();
        workers.push(worker);
        return worker;
      }),
    (_ms, tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  );
  const wait = (ms: number): void => {
    for (let left = ms; left > 0; left -= 250) for (const tick of ticks) tick();
  };
  return { client, workers, wait };
}

const subject = { format: "avro", versions: [] } as unknown as SubjectInput;
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("the schemas' client", () => {
  it("starts a worker at the first question and asks when that listens", async () => {
    const { client, workers } = line();
    expect(workers).toEqual([]);
    const answer = client.ask("analyse", { subject, version: 1 });
    await settled();
    expect(workers[0]?.asked).toEqual([]);
    workers[0]?.say({ is: "ready" });
    workers[0]?.say({ is: "begun", id: 1 });
    workers[0]?.say({ is: "answer", id: 1, answer: "yes" });
    await expect(answer).resolves.toBe("yes");
  });

  it("asks one question after the other", async () => {
    const { client, workers } = line();
    void client.ask("analyse", { subject, version: 1 });
    void client.ask("analyse", { subject, version: 2 });
    await settled();
    workers[0]?.say({ is: "ready" });
    expect(workers[0]?.asked.map(({ id }) => id)).toEqual([1]);
    workers[0]?.say({ is: "answer", id: 1, answer: null });
    expect(workers[0]?.asked.map(({ id }) => id)).toEqual([1, 2]);
  });

  it("ends a worker that is silent for two seconds, and asks what waits of a new one", async () => {
    const { client, workers, wait } = line();
    const first = client.ask("analyse", { subject, version: 1 });
    const second = client.ask("analyse", { subject, version: 2 });
    await settled();
    workers[0]?.say({ is: "ready" });
    workers[0]?.say({ is: "begun", id: 1 });
    wait(2_500);
    await expect(first).rejects.toThrow(NoAnswer);
    expect(workers[0]?.isEnded).toBe(true);
    await settled();
    workers[1]?.say({ is: "ready" });
    workers[1]?.say({ is: "answer", id: 2, answer: "second" });
    await expect(second).resolves.toBe("second");
  });

  it("waits as long as the worker tells that it goes on", async () => {
    const { client, workers, wait } = line();
    const answer = client.ask("analyse", { subject, version: 200 });
    await settled();
    workers[0]?.say({ is: "ready" });
    workers[0]?.say({ is: "begun", id: 1 });
    for (let sign = 0; sign < 5; sign++) {
      wait(1_500);
      workers[0]?.say({ is: "going", id: 1 });
    }
    workers[0]?.say({ is: "answer", id: 1, answer: "all of them" });
    await expect(answer).resolves.toBe("all of them");
    expect(workers).toHaveLength(1);
  });

  it("gives the code time to come before the work is measured", async () => {
    const { client, workers, wait } = line();
    const answer = client.ask("analyse", { subject, version: 1 });
    await settled();
    workers[0]?.say({ is: "ready" });
    wait(10_000);
    workers[0]?.say({ is: "answer", id: 1, answer: "late" });
    await expect(answer).resolves.toBe("late");
  });

  it("says so where there can be no worker, and where a question failed", async () => {
    const without = line(() => {
      throw new Error("none");
    });
    await expect(without.client.ask("analyse", { subject, version: 1 })).rejects.toThrow(NoAnswer);
    const { client, workers } = line();
    const failed = client.ask("analyse", { subject, version: 1 });
    await settled();
    workers[0]?.say({ is: "ready" });
    workers[0]?.say({ is: "failed", id: 1, says: "Our mistake." });
    await expect(failed).rejects.toThrow("Our mistake.");
  });
});
