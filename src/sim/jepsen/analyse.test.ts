/**
 * The situations of the unit tests of Jepsen's Kafka workload (github.com/jepsen-io/jepsen, jepsen/test/jepsen/tests/
 * kafka_test.clj at 0d1572547a5e), told in our own notation: each test is named after the one that it follows.
 */
import { describe, expect, it } from "vitest";
import { analyse } from "./analyse.ts";
import type { Jump } from "./findings.ts";
import { historyOf } from "./history.fixture.ts";
import { stalenessOf, worstStaleness } from "./staleness.ts";

const jumps = (found: readonly Jump[]) =>
  found.map(({ key, values, delta, skipped, ops }) => ({
    key,
    values: values.join(" "),
    delta,
    skipped: skipped.join(" "),
    ops: ops.map(({ index }) => index),
  }));
describe("single messages", () => {
  it("g1a: a write that failed is seen", () => {
    const { G1a } = analyse(
      historyOf(`
        0 invoke send x=2 y=3
        0 fail send x=2 y=3
        1 invoke poll []
        1 ok poll [x=2@0]`),
    );
    expect(G1a.map(({ key, value, writer, reader }) => [key, value, writer.index, reader.index])).toEqual([
      ["x", "2", 1, 3],
    ]);
  });

  const lost = (text: string) =>
    analyse(historyOf(text))["lost-write"].map(({ key, value, index, readUpTo, writer, reader }) => ({
      key,
      value,
      index,
      readUpTo,
      writer: writer.index,
      reader: reader?.index,
    }));

  it("lost-write, consistent: a and b stand before what was read and were not", () => {
    expect(
      lost(`
        0 invoke send x=a
        0 ok send x=a@0
        0 invoke send x=b x=d
        0 ok send x=b@1 x=d@3
        1 invoke send x=c
        1 info send x=c
        0 invoke poll []
        0 ok poll [x=c@2]`),
    ).toEqual([
      { key: "x", value: "a", index: 0, readUpTo: 2, writer: 1, reader: 7 },
      { key: "x", value: "b", index: 1, readUpTo: 2, writer: 3, reader: 7 },
    ]);
  });

  it("lost-write, inconsistent: a was written over at its own offset", () => {
    expect(
      lost(`
        0 invoke send x=a
        0 ok send x=a@0
        0 invoke send x=b x=c
        0 ok send x=b@0 x=c@2
        0 invoke poll []
        0 ok poll [x=b@0 x=c@2]`),
    ).toEqual([{ key: "x", value: "a", index: 0, readUpTo: 1, writer: 1, reader: 5 }]);
  });

  it("lost-write, atomic: who saw one message of a transaction must see the others", () => {
    const sends = `
      0 invoke send x=a y=b
      0 info send x=a y=b@0
      1 invoke send y=c
      1 info send y=c`;
    const polls = (text: string) => `${sends}
      ${text}
      3 invoke poll []
      3 ok poll [y=c@1]`;
    expect(lost(polls(""))).toEqual([]);
    expect(lost(polls("2 invoke poll []\n2 ok poll [x=a@0]"))).toEqual([
      { key: "y", value: "b", index: 0, readUpTo: 1, writer: 1, reader: 7 },
    ]);
  });

  const duplicates = (text: string) => analyse(historyOf(text)).duplicate;

  it("duplicate, basic: acknowledged at 1 and polled at 3", () => {
    expect(
      duplicates(`
        0 invoke send x=a
        0 ok send x=a@1
        1 invoke send x=b
        1 info send x=b
        2 invoke poll []
        2 ok poll [x=b@2 x=a@3]`),
    ).toEqual([{ key: "x", value: "a", offsets: [1, 3] }]);
  });

  it("duplicate, hash-insensitive: all of ten values at the same two offsets", () => {
    const values = Array.from({ length: 10 }, (_, value) => String(value));
    const found = analyse(
      historyOf(values.map((v) => `0 ok send x=${v}@0\n1 ok poll [x=${v}@1]`).join("\n")),
    );
    expect(found.duplicate.map(({ value }) => value)).toEqual(values);
    expect(found["inconsistent-offsets"]).toEqual([
      { key: "x", offset: 0, index: 0, values },
      { key: "x", offset: 1, index: 1, values },
    ]);
  });

  it("duplicate, aborted: what an operation that failed has polled counts, what it has sent does not", () => {
    expect(
      duplicates(`
        0 invoke send x=0
        0 ok send x=0@1
        0 invoke send x=1
        0 fail send x=1@2
        1 invoke poll []
        1 fail poll [x=0@11 x=1@12]`),
    ).toEqual([{ key: "x", value: "0", offsets: [1, 11] }]);
  });

  it("unseen: acknowledged and not polled by the end", () => {
    const text = "0 ok poll []\n0 ok send x=a@0 x=b@1\n0 ok poll [x=a@0]";
    expect(analyse(historyOf(text)).unseen).toEqual([{ key: "x", values: ["b"] }]);
    expect(analyse(historyOf(`${text}\n0 ok poll [x=b@1]`)).unseen).toEqual([]);
  });

  it("gen-poll-unseen: a bus that takes messages and never gives any out leaves them unseen", () => {
    const polls = "0 ok poll []\n".repeat(5);
    expect(analyse(historyOf(`0 ok send x=0@1\n0 ok assign x\n${polls}0 ok assign y`)).unseen).toEqual([
      { key: "x", values: ["0"] },
    ]);
  });

  it("precommitted-read: a transaction reads what it has just written", () => {
    const found = analyse(historyOf("0 invoke txn x=a []\n0 ok txn x=a@0 [x=a@0]"))["precommitted-read"];
    expect(found.map(({ key, value, op }) => [key, value, op.index])).toEqual([["x", "a", 1]]);
  });
});

describe("one poll after the other", () => {
  const sends = "3 invoke send x=a x=b x=c x=d x=g\n3 info send x=a x=b x=c x=d x=g";
  const skips = (first: string, second: string) =>
    jumps(
      analyse(
        historyOf(`
          0 ok poll [x=a@1 x=b@2]
          1 ok poll [x=c@3]
          ${first}
          0 ok poll [x=d@4]
          ${second}
          2 ok send x=f@6
          0 ok poll [x=g@7]
          ${sends}`),
      )["poll-skip"],
    );

  it("poll-skip: c and f are known from others and jumped over", () => {
    expect(skips("", "")).toEqual([
      { key: "x", values: "b d", delta: 2, skipped: "c", ops: [0, 2] },
      { key: "x", values: "d g", delta: 2, skipped: "f", ops: [2, 4] },
    ]);
    expect(skips("0 ok subscribe y", "0 info assign y")).toEqual([]);
    expect(skips("0 ok subscribe x y", "0 ok assign x y")).toHaveLength(2);
  });

  const zeroTo5 = "0 ok send x=0@0 x=1@1 x=2@2 x=3@3 x=4@4 x=5@5\n1 ok txn [x=0@0]\n1 fail txn [x=1@1 x=2@2]";

  it("poll-skip, txn abort: who failed or broke off begins again where the last good one ended", () => {
    const found = analyse(historyOf(`${zeroTo5}\n1 info txn [x=1@1 x=2@2]\n1 ok txn [x=1@1 x=2@2]`));
    const { unseen, ...rest } = found;
    expect(unseen).toEqual([{ key: "x", values: ["3", "4", "5"] }]);
    expect(Object.values(rest).flat()).toEqual([]);
  });

  it("poll-skip, txn abort: going on as if nothing had failed jumps over what was taken back", () => {
    const found = analyse(historyOf(`${zeroTo5}\n1 fail txn [x=3@3 x=4@4]\n1 ok txn [x=5@5]`));
    expect(jumps(found["poll-skip"])).toEqual([
      { key: "x", values: "0 3", delta: 3, skipped: "1 2", ops: [1, 3] },
      { key: "x", values: "0 5", delta: 5, skipped: "1 2 3 4", ops: [1, 4] },
    ]);
  });

  it("poll-skip, txn abort: also one that broke off", () => {
    const found = analyse(historyOf(`${zeroTo5}\n1 info txn [x=3@3 x=4@4]`));
    expect(jumps(found["poll-skip"])).toEqual([
      { key: "x", values: "0 3", delta: 3, skipped: "1 2", ops: [1, 3] },
    ]);
  });

  it("nonmonotonic-poll: the second poll begins before the end of the first", () => {
    const back = (between: string) =>
      jumps(
        analyse(
          historyOf(`
            0 ok send x=a x=b x=c x=d
            0 ok poll [x=a@1 x=b@2 x=c@3]
            ${between}
            0 ok poll [x=b@2 x=c@3 x=d@4]`),
        )["nonmonotonic-poll"],
      ).map(({ values, delta }) => `${values} ${delta}`);
    expect(back("")).toEqual(["c b -1"]);
    expect(back("0 ok subscribe y")).toEqual([]);
    expect(back("0 ok assign y")).toEqual([]);
    expect(back("0 ok subscribe x y")).toEqual(["c b -1"]);
    expect(back("0 ok assign x y")).toEqual(["c b -1"]);
  });

  it("int-poll-skip: within a poll and between the polls of one operation", () => {
    const found = analyse(
      historyOf(`
        1 info send x=a x=b x=d
        0 ok poll [x=a@1 x=d@4]
        0 ok poll [x=a@1] [x=d@4]
        0 ok poll [x=b@2]`),
    )["int-poll-skip"];
    expect(jumps(found)).toEqual([
      { key: "x", values: "a d", delta: 2, skipped: "b", ops: [1] },
      { key: "x", values: "a d", delta: 2, skipped: "b", ops: [2] },
    ]);
  });

  it("int-nonmonotonic-poll: back, or the same once more", () => {
    const found = analyse(
      historyOf(`
        0 info send x=a x=b x=c
        0 ok poll [x=c@3 x=a@1]
        0 ok poll [x=b@2 x=c@3] [x=c@3]`),
    )["int-nonmonotonic-poll"];
    expect(jumps(found).map(({ values, delta, ops }) => `${values} ${delta} ${ops.join()}`)).toEqual([
      "c a -2 1",
      "c c 0 2",
    ]);
  });
});

describe("one send after the other", () => {
  it("nonmonotonic-send: what was sent later stands earlier", () => {
    const back = (between: string) =>
      jumps(
        analyse(
          historyOf(`
            0 ok send x=c@3 x=d@4
            ${between}
            0 ok send x=a@1 x=b@2`),
        )["nonmonotonic-send"],
      ).map(({ values, delta }) => `${values} ${delta}`);
    expect(back("")).toEqual(["d a -3"]);
    expect(back("0 ok subscribe y")).toEqual([]);
    expect(back("0 info assign y")).toEqual([]);
    expect(back("0 ok subscribe x y")).toEqual(["d a -3"]);
    expect(back("0 ok assign x y")).toEqual(["d a -3"]);
  });

  it("int-send-skip: somebody else's message stands between two of one operation", () => {
    const found = analyse(historyOf("0 ok send x=a@1 x=c\n1 info send x=b\n2 ok poll [x=b@2 x=c@3]"));
    expect(jumps(found["int-send-skip"])).toEqual([
      { key: "x", values: "a c", delta: 2, skipped: "b", ops: [0] },
    ]);
  });

  it("int-nonmonotonic-send: by acknowledged offsets, or as polls show it", () => {
    const found = analyse(
      historyOf(`
        0 ok send x=c@3 x=a@1
        0 info send y=d y=b
        1 info send y=c
        0 ok poll [y=b@2 y=c@3 y=d@4]`),
    )["int-nonmonotonic-send"];
    expect(jumps(found).map(({ values, delta, ops }) => `${values} ${delta} ${ops.join()}`)).toEqual([
      "c a -1 0",
      "d b -2 1",
    ]);
  });
});

describe("circles", () => {
  const indexes = (found: readonly { readonly ops: readonly { readonly index: number }[] }[]) =>
    found.map(({ ops }) => ops.map(({ index }) => index));

  it("g0: two transactions, each before the other", () => {
    const found = analyse(historyOf("0 ok send x=a@0 y=a@1\n1 ok send x=b@1 y=b@0"));
    expect(indexes(found.G0)).toEqual([[0, 1]]);
    expect(found.G1c).toEqual([]);
  });

  it("g1c, pure wr: each of two transactions sees the other", () => {
    const found = analyse(historyOf("0 ok txn x=a@0 [y=b@0]\n1 ok txn y=b@0 [x=a@0]"));
    expect(indexes(found.G1c)).toEqual([[0, 1]]);
  });

  it("g1c, ww and wr: one sees the other and writes before it", () => {
    const history = historyOf("0 ok txn x=a@0 y=c@2\n1 ok txn [x=a@0] y=b@1");
    expect(indexes(analyse(history, true).G1c)).toEqual([[0, 1]]);
    expect(analyse(history).G1c).toEqual([]);
  });
});

it("realtime-lag: how long ago, at the least, what was read was still the newest", () => {
  const history = historyOf(`
    0 invoke assign x
    0 ok assign x
    0 invoke poll []
    0 ok poll []
    0 invoke send x=a
    0 ok send x=a@0
    0 invoke poll []
    0 ok poll []
    1 invoke send x=c x=d
    1 ok send x=c@2 x=d@3
    0 invoke poll []
    0 ok poll []
    0 invoke poll []
    0 ok poll [x=a@0 x=b@1]
    0 invoke assign x y
    0 ok assign x y
    0 invoke poll []
    0 ok poll []
    0 invoke assign y
    0 ok assign y
    0 invoke assign x
    0 ok assign x
    0 invoke poll []
    0 ok poll []
    0 invoke poll [] []
    0 ok poll [x=a@0 x=b@1] [x=c@2 x=d@3]
    1 invoke send x=b
    1 info send x=b`);
  const lags = stalenessOf(history);
  expect(lags.map(({ time, key, lag }) => `${time} ${key} ${lag}`)).toEqual([
    "2 x 0",
    "6 x 1",
    "10 x 5",
    "12 x 3",
    "16 x 7",
    "16 y 0",
    "22 x 17",
    "24 x 0",
  ]);
  expect(worstStaleness(lags)).toEqual({ time: 22, process: 0, key: "x", lag: 17 });
});
