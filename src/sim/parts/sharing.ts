/** What the rest of the simulator uses of share groups. */
export {
  deadLetterAcknowledgedShared,
  deadLetterFailedShared,
  followingSentShared,
  goOnShared,
  wakeUp,
  failedShared,
  succeededShared,
  workDoneShared,
} from "#sim/bus/log/share-application.ts";
export { pollShared, shareAcknowledged, shareFetched } from "#sim/bus/log/share-client.ts";
export { shareHeartbeatAnswered, shareMember } from "#sim/bus/log/share-member.ts";
export { ShareProcess } from "#sim/bus/log/share-process.ts";
export { holdersOf, shareEndOf, shareTransits } from "#sim/bus/log/share-sight.ts";
