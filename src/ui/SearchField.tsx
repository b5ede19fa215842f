import type { ComponentProps } from "react";
import { Icon } from "./icons.tsx";
import styles from "./SearchField.module.css";

type Props = Omit<ComponentProps<"input">, "type" | "aria-label"> & {
  /** What is searched, e.g. "Find in the log". */
  readonly label: string;
};

/** A field to search in, as it stands among the tools of a drawer; `placeholder` may show what can be typed. */
export function SearchField({ label, placeholder = label, ...rest }: Props) {
  return (
    <label className={styles["search"]}>
      <Icon name="search" size={14} />
      <input type="search" aria-label={label} placeholder={placeholder} {...rest} />
    </label>
  );
}
