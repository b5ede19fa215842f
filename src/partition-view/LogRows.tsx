import type { Layout } from "#sim/layout.ts";
import type { PartitionDetail } from "#sim/partition-detail.ts";
import { bytesText, countText } from "#ui/quantities.ts";
import styles from "./PartitionView.module.css";
import { Row } from "./Row.tsx";
import { percentOf, placed, type Scale } from "./scale.ts";
import { packed, writerText } from "./sight.ts";

const KEYS = 12;
/** Rows of transactions; what overlaps even more is left out. */
const TRANSACTION_ROWS = 4;
/** Narrower than this share of the width in percent nothing is drawn by itself. */
const LEAST_PERCENT = 0.08;

interface Props {
  readonly detail: PartitionDetail;
  readonly scale: Scale;
}

/** Each record in its key's colour where there is room; else what is readable, what is not yet, and what is gone. */
export function Records({ detail, scale }: Props) {
  const { logStart, logEnd, highWatermark, records, from, firstDirty } = detail;
  const isEach = records.length > 0 && scale.to - scale.from <= 300;
  return (
    <>
      <Span className="gone" place={placed(scale.from, logStart, scale)} title="deleted" />
      {isEach ? (
        records.map(({ offset, is, keyOrdinal, isAborted, isPoisoned, isTombstone }) => {
          const place = placed(offset, offset + 1, scale);
          const hasKey = keyOrdinal >= 0;
          return place === null ? null : (
            <span
              key={offset}
              className={styles["cell"]}
              data-is={is}
              data-aborted={isAborted}
              data-poisoned={isPoisoned}
              data-tombstone={isTombstone}
              data-hidden={offset >= highWatermark}
              style={{
                ...place,
                ...(is === "record" ? { "--cell": `var(--key-${hasKey ? keyOrdinal % KEYS : "none"})` } : {}),
              }}
            />
          );
        })
      ) : (
        <>
          <Span className="readable" place={placed(logStart, highWatermark, scale)} title="readable" />
          <Span
            className="unreplicated"
            place={placed(highWatermark, logEnd, scale)}
            title="above the high watermark"
          />
        </>
      )}
      {firstDirty > from && (
        <span
          className={styles["dirty"]}
          style={{ left: `${percentOf(firstDirty, scale)}%` }}
          title={`compacted below ${firstDirty}`}
        />
      )}
    </>
  );
}

interface SpanProps {
  readonly className: string;
  readonly place: { readonly left: string; readonly width: string } | null;
  readonly title: string;
}

function Span({ className, place, title }: SpanProps) {
  return place === null ? null : <span className={styles[className]} style={place} title={title} />;
}

/** The segments, alternately tinted; the active one is outlined. */
export function Segments({ detail, scale }: Props) {
  return (
    <>
      {detail.segments.map(({ base, end, bytes, isActive }, i) => {
        const place = placed(base, Math.max(end, base + 0.2), scale);
        if (place === null || parseFloat(place.width) < LEAST_PERCENT) return null;
        const words = `${countText(base)} · ${bytesText(bytes)}`;
        return (
          <span
            key={base}
            className={styles["segment"]}
            data-odd={i % 2 === 1}
            data-active={isActive}
            style={place}
            title={`segment from ${words}${isActive ? ", active" : ""}`}
          >
            {parseFloat(place.width) > 6 && words}
          </span>
        );
      })}
    </>
  );
}

/** Which leader wrote what: where each epoch begins. */
export function Epochs({ detail, scale }: Props) {
  const { epochs, logEnd } = detail;
  if (epochs.length < 2) return null;
  return (
    <Row label="leader epochs">
      {epochs.map(({ epoch, from }, i) => {
        const place = placed(from, epochs[i + 1]?.from ?? logEnd, scale);
        return place === null || parseFloat(place.width) < LEAST_PERCENT ? null : (
          <span key={epoch} className={styles["epoch"]} style={place} title={`epoch ${epoch} from ${from}`}>
            epoch {epoch}
          </span>
        );
      })}
    </Row>
  );
}

/** What is written in transactions, from the first record to the marker. */
export function Transactions({ layout, detail, scale }: Props & { readonly layout: Layout }) {
  const shown = detail.transactions.filter(({ first, last }) => placed(first, last + 1, scale) !== null);
  if (shown.length === 0) return null;
  const rows = packed(shown, TRANSACTION_ROWS);
  const left = shown.length - rows.reduce((sum, row) => sum + row.length, 0);
  return rows.map((row, i) => (
    <Row
      key={row[0]?.first ?? i}
      label={i === 0 ? "transactions" : ""}
      {...(i === rows.length - 1 && left > 0 ? { note: `${countText(left)} more` } : {})}
    >
      {row.map((transaction) => {
        const { first, last, is, producerId } = transaction;
        const place = placed(first, last + 1, scale);
        const words = `${is}: ${writerText(layout, transaction)}`;
        return place === null || parseFloat(place.width) < LEAST_PERCENT ? null : (
          <span
            key={`${producerId} ${first}`}
            className={styles["transaction"]}
            data-is={is}
            style={place}
            title={`${words}, ${countText(first)} to ${countText(last)}`}
          >
            <bdi>{words}</bdi>
          </span>
        );
      })}
    </Row>
  ));
}
