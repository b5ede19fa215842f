import { useId, type ReactNode } from "react";
import styles from "./Field.module.css";

/** What the control inside a field must carry so that label, help and error belong to it. */
export interface ControlProps {
  readonly id: string;
  readonly className: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

interface Props {
  readonly label: string;
  /** The real system's name of the setting. */
  readonly code?: string | undefined;
  readonly unit?: string | undefined;
  readonly help?: string | undefined;
  /** What is wrong with the present value; replaces the help. */
  readonly error?: string | null | undefined;
  /** Draws the control with the given props. */
  readonly children: (props: ControlProps) => ReactNode;
}

/** Label, control, unit, help and error of one setting, tied together for assistive technology. */
export function Field({ label, code, unit, help, error, children }: Props) {
  const id = useId();
  const isWrong = error !== undefined && error !== null && error !== "";
  const says = isWrong ? error : help;
  const has = says !== undefined && says !== "";
  const control: ControlProps = {
    id,
    className: styles["control"] ?? "",
    ...(has ? { "aria-describedby": `${id}-says` } : {}),
    ...(isWrong ? { "aria-invalid": true } : {}),
  };
  return (
    <div className={styles["field"]}>
      <label htmlFor={id} className={styles["label"]}>
        <span>{label}</span>
        {code !== undefined && <code className={styles["code"]}>{code}</code>}
      </label>
      <div className={styles["row"]}>
        {children(control)}
        {unit !== undefined && unit !== "" && <span className={styles["unit"]}>{unit}</span>}
      </div>
      {has && (
        <p
          id={`${id}-says`}
          className={isWrong ? styles["error"] : styles["help"]}
          {...(isWrong ? { role: "alert" } : {})}
        >
          {says}
        </p>
      )}
    </div>
  );
}
