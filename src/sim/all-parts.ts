/** Every part from the start: on the command line, in tests, while developing. In the built worker nothing stands in its place. */
import * as calling from "./parts/calling.ts";
import * as cluster from "./parts/cluster.ts";
import * as compaction from "./parts/compaction.ts";
import * as consumerProtocol from "./parts/consumer-protocol.ts";
import * as eventSourcing from "./parts/event-sourcing.ts";
import * as interventions from "./parts/interventions.ts";
import * as effects from "./parts/effects.ts";
import * as patterns from "./parts/patterns.ts";
import * as retries from "./parts/retries.ts";
import * as schemas from "./parts/schemas.ts";
import * as sharing from "./parts/sharing.ts";
import * as stickyAssignors from "./parts/sticky.ts";
import * as transactions from "./parts/transactions.ts";
import { putPart } from "./parts.ts";

putPart.calling(calling);
putPart.sharing(sharing);
putPart["consumer-protocol"](consumerProtocol);
putPart.transactions(transactions);
putPart.cluster(cluster);
putPart.compaction(compaction);
putPart.interventions(interventions);
putPart.patterns(patterns);
putPart.sticky(stickyAssignors);
putPart.schemas(schemas);
putPart.effects(effects);
putPart.retries(retries);
putPart["event-sourcing"](eventSourcing);
