import type { AssignInput, AssignMember, Assignment, Assignor } from "./assignor.ts";
import { assignConstrained } from "./sticky-constrained.ts";
import { assignGeneral } from "./sticky-general.ts";
import { settleClaims, stickyGroup, toAssignment, type Claims } from "./sticky-group.ts";

/** Eager members own nothing on the wire: claims and their generation come from the assignor's memory, sent as user data. */
function claimsOf(member: AssignMember): Claims {
  return member.owned === null
    ? { owned: [], generation: null }
    : { owned: member.owned, generation: member.userDataGeneration };
}

/** As balanced as can be, and of the balanced ways one that leaves most partitions where they were. */
function assign(input: AssignInput): Assignment {
  const group = stickyGroup(input, claimsOf);
  const owned = settleClaims(group);
  const { given } = group.sameTopics ? assignConstrained(group, owned) : assignGeneral(group, owned);
  return toAssignment(input, group, given);
}

/** org.apache.kafka.clients.consumer.StickyAssignor. */
export const sticky: Assignor = {
  name: "sticky",
  className: "org.apache.kafka.clients.consumer.StickyAssignor",
  title: "Sticky",
  protocol: "eager",
  assign,
};
