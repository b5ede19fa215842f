import { dismissToast, useToasts } from "#session/toasts.ts";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import styles from "./Toasts.module.css";

/** Short messages over the lower edge, for the eyes: whoever tells one has it announced as well (`session/toasts.ts`). */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={styles["toasts"]} role="group" aria-label="Messages" data-over-schemas="">
      {toasts.map(({ id, message, kind }) => (
        <div key={id} className={styles["toast"]} data-kind={kind}>
          <span className={styles["icon"]}>
            <Icon name={kind === "error" ? "warning" : "info"} />
          </span>
          <span className={styles["text"]}>{message}</span>
          <IconButton label="Dismiss" onClick={() => dismissToast(id)}>
            <Icon name="close" size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
