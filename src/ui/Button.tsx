import type { ComponentProps } from "react";
import styles from "./Button.module.css";

export type ButtonLook = "plain" | "primary" | "danger" | "quiet";

interface Props extends ComponentProps<"button"> {
  readonly look?: ButtonLook;
}

/** The one button of the app. `type` is "button" unless said otherwise, so that none submits a form by accident. */
export function Button({ look = "plain", className, type = "button", ...rest }: Props) {
  const classes = [styles["button"], look === "plain" ? "" : styles[look], className ?? ""];
  return <button type={type} className={classes.filter(Boolean).join(" ")} {...rest} />;
}
