import { murmur2, partitionForKey } from "#sim/bus/log/murmur2.ts";
import { readArgs, readWhole } from "#cli/args.ts";
import { Exit, UsageError, type Command } from "#cli/command.ts";

/** The most partitions that a topic may be asked for here; Kafka itself has no such number. */
const PARTITIONS_MAX = 1_000_000;

/** Where a key goes. */
export const partition: Command = {
  usage: "partition --key KEY --partitions N [--json]",
  summary: "Tell which partition a key goes to (murmur2, as Kafka's default partitioner does).",
  details: [
    "--key KEY       the key, as text in UTF-8",
    "--partitions N  how many partitions the topic has",
    "--json          print one JSON object",
  ],
  run(args, io) {
    const { values } = readArgs(
      args,
      { key: { type: "string" }, partitions: { type: "string" }, json: { type: "boolean" } },
      [],
    );
    const { key } = values;
    if (key === undefined) throw new UsageError("--key is missing.");
    const partitions = readWhole(values.partitions, "--partitions", 1, PARTITIONS_MAX);
    const number = partitionForKey(murmur2(new TextEncoder().encode(key)), partitions);
    io.out(
      values.json === true ? `${JSON.stringify({ key, partitions, partition: number })}\n` : `${number}\n`,
    );
    return Exit.ok;
  },
};
