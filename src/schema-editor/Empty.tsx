import { Button } from "#ui/Button.tsx";
import { chooseSchemaFile } from "./importing.ts";
import { NewSchemaMenu } from "./NewSchemaMenu.tsx";
import styles from "./Schemas.module.css";

/** No schema yet: what one is good for, and how to get one. */
export function Empty() {
  return (
    <div className={styles["empty"]}>
      <p>
        A schema says what a topic’s messages look like. Write two versions of one, and see while you type who
        breaks, at which line, and how to mend it. Attach it to a topic, and the run reads and writes by it.
      </p>
      <div className={styles["actions"]}>
        <NewSchemaMenu look="primary" />
        <Button onClick={chooseSchemaFile}>Open a .avsc, .proto or .json …</Button>
      </div>
      <p className={styles["muted"]}>Files can be dropped here, too.</p>
    </div>
  );
}
