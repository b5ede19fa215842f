import { useRef, useState, type KeyboardEvent } from "react";
import type { ByteSpan } from "#schema/codec.ts";
import type { Written } from "#session/schema-analysis.ts";
import { rove } from "#ui/roving.ts";
import styles from "./Sample.module.css";

/** More spans, and more bytes of one, are not drawn. */
const SPANS_MAX = 600;
const HEX_MAX = 48;

interface Props {
  readonly written: Extract<Written, { kind: "bytes" }>;
  /** The bytes of the step that is looked at; equal numbers for none. */
  readonly lit: { readonly start: number; readonly end: number };
}

/** The bytes in hex, span by span; the span with the pointer or the focus is told in words. */
export function Bytes({ written, lit }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<number | null>(null);
  const [hovered, hover] = useState<number | null>(null);
  const spans = written.spans.slice(0, SPANS_MAX);
  const isLit = (span: ByteSpan): boolean => span.start < lit.end && lit.start < span.end;
  // Until somebody chooses one, it is the first that the step reads.
  const at = Math.min(chosen ?? Math.max(0, spans.findIndex(isLit)), spans.length - 1);
  const told = spans[hovered ?? at];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.length === 1) return;
    const to = rove(spans.map(inWords), at, event.key, "horizontal");
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    choose(to);
    list.current?.querySelectorAll<HTMLElement>('[role="option"]')[to]?.focus();
  };
  const length = written.bytes.length;
  return (
    <section className={styles["section"]} aria-labelledby="schemas-bytes">
      <h3 id="schemas-bytes">
        {counted(length)}
        {written.frameLength > 0 && <span> · {written.frameLength} of them the registry’s</span>}
      </h3>
      <div
        ref={list}
        role="listbox"
        aria-label="Bytes of the record"
        aria-orientation="horizontal"
        className={styles["bytes"]}
        onKeyDown={onKeyDown}
        onPointerLeave={() => hover(null)}
      >
        {spans.map((span, index) => (
          <span
            key={index}
            role="option"
            aria-selected={index === at}
            aria-label={inWords(span)}
            tabIndex={index === at ? 0 : -1}
            className={styles["span"]}
            data-kind={kindOf(span, written.frameLength)}
            data-lit={isLit(span) ? "" : undefined}
            onFocus={() => choose(index)}
            onPointerEnter={() => hover(index)}
          >
            {hexOf(written.bytes, span)}
          </span>
        ))}
      </div>
      {written.spans.length > SPANS_MAX && (
        <p className={styles["muted"]}>
          The rest is not drawn: {written.spans.length - SPANS_MAX} more spans.
        </p>
      )}
      {told !== undefined && <Told span={told} />}
    </section>
  );
}

function Told({ span }: { readonly span: ByteSpan }) {
  return (
    <p className={styles["told"]}>
      <b>{placeOf(span)}</b> {span.path !== "" && <code>{span.path}</code>} {span.role}
      {span.says !== "" && span.says !== span.role && `: ${span.says}`}
    </p>
  );
}

function kindOf(span: ByteSpan, frameLength: number): "frame" | "value" | "structure" {
  if (span.end <= frameLength) return "frame";
  return span.role === "value" ? "value" : "structure";
}

function hexOf(bytes: Uint8Array, { start, end }: ByteSpan): string {
  const shown = [...bytes.subarray(start, Math.min(end, start + HEX_MAX))];
  const text = shown.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return end - start > HEX_MAX ? `${text} … ${end - start - HEX_MAX} more` : text;
}

function placeOf({ start, end }: ByteSpan): string {
  return end - start === 1 ? `byte ${start}` : `bytes ${start} to ${end - 1}`;
}

function inWords(span: ByteSpan): string {
  return [placeOf(span), span.path, span.role, span.says].filter((part) => part !== "").join(", ");
}

function counted(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}
