import { beforeEach, describe, expect, it } from "vitest";
import { present } from "#base/assert.ts";
import { emptyScenario, type Config, type Intervention, type Scenario } from "#scenario/document.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import { addDeployments, deploymentsFor, endsTooLate, usersAt } from "./schema-rollout.ts";

const deploy = (atMs: number, target: string, version: number): Intervention => ({
  id: `deploy ${target} ${atMs}`,
  kind: "deploy",
  atMs,
  target,
  config: { version },
});

/** `shop` writes to `orders`, which has three versions of `orders-value`; the group `payment` of two instances reads it. */
function scenario(
  { shop = {}, payment = {}, orders = {} }: Readonly<Record<string, Config>> = {},
  interventions: readonly Intervention[] = [],
): Scenario {
  const node = (id: string, kind: string, config: Config) => ({ id, name: id, kind, config });
  return {
    ...emptyScenario("test"),
    interventions,
    nodes: [
      node("shop", "service", { publishes: "constant", ...shop }),
      node("orders", "topic", { valueSubject: "s", ...orders }),
      node("workers", "service", { instances: 2 }),
      node("payment", "consumer-group", { service: "workers", ...payment }),
    ],
    wires: [
      { id: "w1", kind: "publishes", from: "shop", to: "orders" },
      { id: "w2", kind: "consumes", from: "orders", to: "payment" },
    ],
    subjects: [
      {
        id: "s",
        name: "orders-value",
        format: "avro",
        mode: "",
        versions: ["1", "2", "3"].map((text) => ({ text })),
      },
    ],
  };
}

const subjectOf = ({ subjects }: Scenario) => present(subjects[0], "the subject");
const versions = (of: Scenario, atMs: number) => {
  const { users, stored } = usersAt(of, subjectOf(of), atMs);
  return { ...Object.fromEntries(users.map(({ name, version }) => [name, version])), stored };
};

describe("who uses a subject at a moment", () => {
  it("is on the version of its settings until one is deployed to it", () => {
    const of = scenario({ shop: { writerVersion: 1 }, payment: { readerVersion: 2 } }, [
      deploy(20_000, "shop", 3),
      deploy(10_000, "payment", 3),
    ]);
    expect(versions(of, 0)).toEqual({ shop: 1, payment: 2, stored: [] });
    expect(versions(of, 10_000)).toEqual({ shop: 1, payment: 3, stored: [] });
    expect(versions(of, 20_000)).toEqual({ shop: 3, payment: 3, stored: [1] });
  });

  it("is on the newest where nothing is said, but not on one that is only brought later", () => {
    expect(versions(scenario(), 0)).toEqual({ shop: 3, payment: 3, stored: [] });
    expect(versions(scenario({}, [deploy(20_000, "shop", 3)]), 0)).toMatchObject({ shop: 2, payment: 2 });
    expect(versions(scenario({ shop: { writerVersion: 9 } }), 0)).toMatchObject({ shop: 3 });
  });

  it("reads through upcasters only where there is an envelope", () => {
    const upcasts = (orders: Config) => {
      const of = scenario({ payment: { upcasters: true }, orders });
      return usersAt(of, subjectOf(of), 0).users.map((user) => user.upcasts);
    };
    expect(upcasts({ envelope: "eventyard" })).toEqual([false, true]);
    expect(upcasts({})).toEqual([false, false]);
  });
});

const STEPS = [
  { role: "consumers", services: ["payment"], afterRecordsOf: [] },
  { role: "producers", services: ["shop"], afterRecordsOf: [] },
] as const;

describe("the deployments of a plan", () => {
  beforeEach(() =>
    startWithScenario(scenario({ shop: { writerVersion: 1 }, payment: { readerVersion: 1 } })),
  );

  it("come step by step, the next when all instances of the one before have moved", () => {
    const now = currentScenario();
    const { users } = usersAt(now, subjectOf(now), 0);
    const deployments = deploymentsFor(now, users, STEPS, { version: 2, atMs: 1_000 });
    expect(deployments).toMatchObject([
      {
        kind: "deploy",
        atMs: 1_000,
        target: "payment",
        config: { version: 2, downMs: 1_000, pauseMs: 5_000 },
      },
      { kind: "deploy", atMs: 18_000, target: "shop", config: { version: 2 } },
    ]);
    expect(new Set(deployments.map(({ id }) => id)).size).toBe(2);
    expect(endsTooLate(deployments, 18_000_000)).toBe(false);
    expect(endsTooLate(deployments, 17_999_999)).toBe(true);
  });

  it("are added from the playhead on, as one step that undo takes back", () => {
    const before = currentScenario();
    addDeployments(subjectOf(before), usersAt(before, subjectOf(before), 0).users, STEPS, 2);
    expect(currentScenario().interventions.map(({ target }) => target)).toEqual(["payment", "shop"]);
    expect(useScenario.getState().undoLabel).toBe("Deploy v2 of orders-value");
    undo();
    expect(currentScenario().interventions).toEqual([]);
  });
});
