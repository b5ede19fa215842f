import type { Checker } from "./checker.ts";
import { StorePast } from "./store-past.ts";

export const versionsWithoutGaps: Checker = {
  name: "versions-without-gaps",
  says: "The versions of a stream count from 1 without a gap, and nothing follows its erasure; a refused version is not the newest one, and the state is the fold of the events.",
  origin: "EventStoreDB: AppendToStream with an expected revision",
  create({ program, holds }) {
    if (program.sourcing === null) return {};
    const past = new StorePast(program);
    return {
      eventAppended(row) {
        const { version, isErased } = past.streamOf(row);
        holds(row.offset === version + 1, row, () => `version ${row.offset} follows ${version}`);
        holds(!isErased, row, () => "its stream was erased");
        past.appended(row);
      },
      streamErased(row) {
        const { version } = past.stream(row.who, row.extra);
        holds(row.offset === version + 1, row, () => `its end is ${row.offset}, after ${version}`);
        past.erased(row);
      },
      versionConflict(row) {
        const { version } = past.streamOf(row);
        holds(row.offset < version, row, () => `it had seen ${row.offset}, and ${version} is the newest`);
      },
      overdrawn(row) {
        const { balanceCents } = past.streamOf(row);
        const isSame = row.what === balanceCents && balanceCents < 0;
        holds(isSame, row, () => `its events add up to ${balanceCents}`);
      },
    };
  },
};
