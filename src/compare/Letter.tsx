import styles from "./Compare.module.css";

/** "A" or "B" as a chip: A with a dashed edge, B with a whole one, as their lines are drawn. */
export function Letter({ of }: { readonly of: "A" | "B" }) {
  return (
    <b className={styles["letter"]} data-of={of}>
      {of}
    </b>
  );
}
