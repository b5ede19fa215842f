import type { ComponentProps, ReactNode } from "react";
import { Button } from "./Button.tsx";
import styles from "./Button.module.css";
import { Tooltip } from "./Tooltip.tsx";

interface Props extends Omit<ComponentProps<typeof Button>, "aria-label" | "title"> {
  /** Its name for everybody who cannot see the icon; also the tooltip. */
  readonly label: string;
  /** Shown after the name in the tooltip, e.g. "Ctrl+Z". */
  readonly keys?: string;
  readonly children: ReactNode;
}

/** A square button that shows an icon only. */
export function IconButton({ label, keys, look = "quiet", className, children, ...rest }: Props) {
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <Button
        look={look}
        aria-label={label}
        className={`${styles["icon"]} ${className ?? ""}`}
        {...(keys === undefined ? {} : { "aria-keyshortcuts": ariaKeys(keys) })}
        {...rest}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

/** "Ctrl+Z" as assistive technology wants it: "Control+Z". */
function ariaKeys(keys: string): string {
  return keys.replace("Ctrl", "Control").replace(/^⇧/, "Shift+");
}
