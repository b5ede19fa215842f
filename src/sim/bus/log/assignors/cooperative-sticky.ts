import type { AssignInput, AssignMember, Assignment, Assignor } from "./assignor.ts";
import { assignConstrained } from "./sticky-constrained.ts";
import { assignGeneral } from "./sticky-general.ts";
import { settleClaims, stickyGroup, toAssignment, type Claims, type StickyGroup } from "./sticky-group.ts";

/** Members say what they own; the generation is the subscription's field, or that of the user data where the field is unset. */
function claimsOf(member: AssignMember): Claims {
  return {
    owned: member.owned ?? [],
    generation: member.generation >= 0 ? member.generation : member.userDataGeneration,
  };
}

/** Partitions that one member gets and that another one claims and does not get. */
function changingOwner(group: StickyGroup, given: readonly (readonly number[])[]): Set<number> {
  const added = new Set<number>();
  const revoked = new Set<number>();
  group.members.forEach(({ claims }, at) => {
    const now = new Set(given[at]);
    const claimed = new Set(claims);
    for (const partition of now) if (!claimed.has(partition)) added.add(partition);
    for (const partition of claimed) if (!now.has(partition)) revoked.add(partition);
  });
  return new Set([...added].filter((partition) => revoked.has(partition)));
}

/** The sticky result without the partitions that change hands: their owners give them up first, a follow-up rebalance hands them out. */
function assign(input: AssignInput): Assignment {
  const group = stickyGroup(input, claimsOf);
  const owned = settleClaims(group);
  const { given, transferring } = group.sameTopics
    ? assignConstrained(group, owned)
    : assignGeneral(group, owned);
  const withheld = transferring ?? changingOwner(group, given);
  return toAssignment(
    input,
    group,
    given.map((partitions) => partitions.filter((partition) => !withheld.has(partition))),
  );
}

/** org.apache.kafka.clients.consumer.CooperativeStickyAssignor (KIP-429). */
export const cooperativeSticky: Assignor = {
  name: "cooperative-sticky",
  className: "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
  title: "Cooperative sticky",
  protocol: "cooperative",
  assign,
};
