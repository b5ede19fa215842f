import styles from "./TraceList.module.css";

/** A message's key in its colour, as its dot and its cell on the canvas have it. */
export function KeyChip({ name, ordinal }: { readonly name: string | null; readonly ordinal: number }) {
  const colour = ordinal < 0 ? "var(--key-none)" : `var(--key-${ordinal % 12})`;
  return (
    <span className={styles["key"]}>
      <span className={styles["keyDot"]} style={{ background: colour }} aria-hidden="true" />
      <bdi>{name ?? "no key"}</bdi>
    </span>
  );
}
