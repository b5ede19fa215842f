import { murmur2, murmur2OfText, partitionForKey } from "#sim/bus/log/murmur2.ts";
import { canonical, isObject, listAt, type VectorFormat, type VectorOutcome } from "./format.ts";

interface KeyVector {
  /** The key as text, where it is one. */
  readonly keyUtf8?: string;
  /** The key's bytes. */
  readonly keyHex: string;
  readonly murmur2: number;
  readonly positive: number;
  /** Partition per number of partitions. */
  readonly partition: Readonly<Record<string, number>>;
}

function isKeyVector(value: unknown): value is KeyVector {
  return (
    isObject(value) &&
    typeof value["keyHex"] === "string" &&
    typeof value["murmur2"] === "number" &&
    isObject(value["partition"])
  );
}

function replayKey(vector: KeyVector): VectorOutcome {
  const bytes = Uint8Array.from(vector.keyHex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const answers = (hash: number): string =>
    canonical({
      murmur2: hash,
      positive: hash & 0x7fffffff,
      partition: Object.fromEntries(
        Object.keys(vector.partition).map((count) => [count, partitionForKey(hash, Number(count))]),
      ),
    });
  const expected = canonical({
    murmur2: vector.murmur2,
    positive: vector.positive,
    partition: vector.partition,
  });
  const id = vector.keyUtf8 === undefined ? `0x${vector.keyHex}` : JSON.stringify(vector.keyUtf8);
  const ofBytes = answers(murmur2(bytes));
  if (ofBytes !== expected) return { verdict: "failed", id, step: "bytes", expected, got: ofBytes };
  if (vector.keyUtf8 === undefined) return { verdict: "passed" };
  const ofText = answers(murmur2OfText(vector.keyUtf8));
  if (ofText !== expected) return { verdict: "failed", id, step: "text", expected, got: ofText };
  return { verdict: "passed" };
}

/** Keys with their hash and partitions; keys that are text are hashed both as bytes and as text. */
export const murmur2Format: VectorFormat = {
  name: "murmur2 keys",
  recognises: (document) => isKeyVector(listAt(document, "vectors")[0]),
  replay: function* (document) {
    for (const vector of listAt(document, "vectors")) {
      if (!isKeyVector(vector)) throw new Error("a vector has no keyHex, murmur2 or partition");
      yield replayKey(vector);
    }
  },
};
