import { Component, type ReactNode } from "react";
import { currentScenario } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { copyText } from "./copy-text.ts";
import styles from "./ErrorBoundary.module.css";

interface State {
  readonly error: Error | null;
}

/** Where a view of ours throws: the scenario lives outside React and is safe; it can be saved, the failure reported. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const report = JSON.stringify(
      {
        error: `${error.name}: ${error.message}`,
        stack: error.stack ?? "",
        browser: navigator.userAgent,
        scenario: currentScenario(),
      },
      null,
      2,
    );
    return (
      <main className={styles["page"]}>
        <div role="alert" className={styles["card"]}>
          <h1 className={styles["title"]}>Something in Eventyard broke</h1>
          <p>
            This is our mistake, not yours. Your scenario is safe: go on where you were, or save it first.
          </p>
          <p className={styles["error"]}>{error.message}</p>
          <div className={styles["actions"]}>
            <Button look="primary" onClick={() => this.setState({ error: null })}>
              Go on
            </Button>
            <Button onClick={() => void import("#session/opening.ts").then(({ saveFile }) => saveFile())}>
              Save the scenario
            </Button>
            <Button onClick={() => void copyText(report, "Report")}>Copy a report</Button>
          </div>
          <details>
            <summary>What the report holds</summary>
            <pre className={styles["report"]}>{report}</pre>
          </details>
        </div>
      </main>
    );
  }
}
