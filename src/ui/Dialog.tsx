import { useEffect, useId, useRef, type ReactNode } from "react";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton.tsx";
import { Icon } from "./icons.tsx";

interface Props {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal native dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back. It begins at
 * what has `data-autofocus`, or else at the title, not at the button that closes it, which is merely the first. It is
 * closed before `onClose` is called, so the focus is back even where the owner then takes the dialog away.
 */
export function Dialog({ title, open, onClose, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) {
      element.showModal();
      const first = element.querySelector<HTMLElement>("[data-autofocus]") ?? element.querySelector("h2");
      first?.focus();
    }
    if (!open && element.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={styles["dialog"]}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      {open && (
        <>
          <div className={styles["head"]}>
            <h2 id={id} tabIndex={-1}>
              {title}
            </h2>
            <IconButton label="Close" onClick={() => dialog.current?.close()}>
              <Icon name="close" />
            </IconButton>
          </div>
          <div className={styles["body"]}>{children}</div>
        </>
      )}
    </dialog>
  );
}
