/**
 * How many bytes Kafka's record batches (magic 2, uncompressed) take: DefaultRecordBatch, DefaultRecord and ByteUtils. The
 * producer's batching, segment rolling and retention by size all count these bytes.
 */

/** The header of a record batch, before its first record. */
export const BATCH_HEADER_BYTES = 61;
/** The size given for a key or value that is null. */
export const NULL_BYTES = -1;
/** The most that length, attributes, timestamp and offset of one record can take (DefaultRecord.MAX_RECORD_OVERHEAD). */
const RECORD_OVERHEAD_MAX_BYTES = 21;
const ATTRIBUTES_BYTES = 1;
const NO_HEADERS_BYTES = 1;

/** Bytes of a zig-zag varint or varlong of a whole number up to 2^52 in either direction. */
export function varintBytes(value: number): number {
  let rest = value >= 0 ? 2 * value : -2 * value - 1;
  if (rest < 128) return 1;
  if (rest < 16_384) return 2;
  let bytes = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    bytes += 1;
  }
  return bytes;
}

/** Bytes of one header with its share of the record; add those of all headers to get `headersBytes` below. */
export function headerBytes(keyBytes: number, valueBytes: number): number {
  return varintBytes(keyBytes) + keyBytes + lengthAndBytes(valueBytes);
}

/** Bytes of all headers of a record: their count, then `eachBytes`, the sum of headerBytes over them. */
export function headersBytes(count: number, eachBytes: number): number {
  return varintBytes(count) + eachBytes;
}

/**
 * Bytes of one record in a batch. Deltas count from the batch's first record; key and value are byte lengths, NULL_BYTES
 * for null.
 */
export function recordBytes(
  offsetDelta: number,
  timestampDeltaMs: number,
  keyBytes: number,
  valueBytes: number,
  ofHeaders: number = NO_HEADERS_BYTES,
): number {
  const body =
    ATTRIBUTES_BYTES +
    varintBytes(timestampDeltaMs) +
    varintBytes(offsetDelta) +
    lengthAndBytes(keyBytes) +
    lengthAndBytes(valueBytes) +
    ofHeaders;
  return varintBytes(body) + body;
}

/** Bytes of a batch of one record. */
export function singleRecordBatchBytes(
  keyBytes: number,
  valueBytes: number,
  ofHeaders: number = NO_HEADERS_BYTES,
): number {
  return BATCH_HEADER_BYTES + recordBytes(0, 0, keyBytes, valueBytes, ofHeaders);
}

/** The most a batch of one such record can take, whatever its deltas: what the producer reserves for it. */
export function batchUpperBoundBytes(
  keyBytes: number,
  valueBytes: number,
  ofHeaders: number = NO_HEADERS_BYTES,
): number {
  const data = lengthAndBytes(keyBytes) + lengthAndBytes(valueBytes) + ofHeaders;
  return BATCH_HEADER_BYTES + RECORD_OVERHEAD_MAX_BYTES + data;
}

/**
 * The write limit of a new producer batch: batch.size, or more if its first record needs more. A batch takes another record
 * while its bytes and the record's stay within the limit.
 */
export function writeLimitBytes(
  batchSizeBytes: number,
  keyBytes: number,
  valueBytes: number,
  ofHeaders: number = NO_HEADERS_BYTES,
): number {
  return Math.max(batchSizeBytes, batchUpperBoundBytes(keyBytes, valueBytes, ofHeaders));
}

function lengthAndBytes(bytes: number): number {
  return bytes < 0 ? varintBytes(NULL_BYTES) : varintBytes(bytes) + bytes;
}
