/** What a client of a share group remembers. */
/** What the client remembers beside its membership. Plain data. */
export interface SharingState {
  /** Number of the request under way, -1 for none, and of the last one. */
  underWay: number;
  requests: number;
  /** Whether poll() waits for records. */
  wantsRecords: boolean;
  /** Whether acknowledgements go without a fetch. */
  mustAcknowledge: boolean;
  /** What was fetched and not yet returned: flat list of [pair, first, count, delivery count]. */
  buffer: readonly number[];
  /** Delivery counts beside the triples of the batch in hand. */
  readonly deliveries: number[];
  /** What the last poll returned and nobody has acknowledged: flat list of [pair, first, last]. */
  given: number[];
  /** Acknowledgements to be sent: flat list of [pair, first, last, type]. */
  pending: number[];
  /** Attempts at the record in hand that have failed since it was delivered. */
  failures: number;
  /** Whether the application sleeps before it tries the record in hand again. */
  isAsleep: boolean;
}

/** A client that has fetched nothing yet. */
export function createSharing(): SharingState {
  return {
    underWay: -1,
    requests: 0,
    wantsRecords: false,
    mustAcknowledge: false,
    buffer: [],
    deliveries: [],
    given: [],
    pending: [],
    failures: 0,
    isAsleep: false,
  };
}
