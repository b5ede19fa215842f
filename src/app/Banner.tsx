import { useEffect, useState, type ReactNode } from "react";
import type { Problem } from "#base/result.ts";
import { announce } from "#session/announce.ts";
import { dismissRefusal, useOpening } from "#session/opening.ts";
import { restart, usePlayback, type PlaybackState } from "#session/playback-store.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { select, selectWire } from "#session/selection-store.ts";
import { setRightOpen } from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { later } from "#ui/later.tsx";
import styles from "./Banner.module.css";
import { copyText } from "./copy-text.ts";
import { problemTarget } from "./problem-target.ts";

const StoppedBanner = later(() => import("./StoppedBanner.tsx").then((module) => module.StoppedBanner));

type CrashReport = NonNullable<PlaybackState["report"]>;

/** What stops the run or a file, over the canvas: every problem with its path, and what to do. */
export function Banners() {
  return (
    <>
      <DoorBanners />
      <RunBanners />
    </>
  );
}

/** What the door said of the last file, link or text. */
function DoorBanners() {
  const { refusal, repairs, repaired } = useOpening();
  if (refusal !== null) {
    return (
      <Banner
        key={refusal.problems[0]?.says}
        kind="danger"
        title={`${refusal.file} cannot be opened`}
        says={refusal.problems[0]?.says}
        onClose={dismissRefusal}
      >
        <ProblemList problems={refusal.problems} canSelect={false} />
      </Banner>
    );
  }
  if (repairs.length === 0) return null;
  return (
    <Banner
      kind="warn"
      title={`${repaired} was opened, but for ${repairs.length === 1 ? "one thing" : `${repairs.length} things`}`}
      says={repairs[0]?.says}
      onClose={dismissRefusal}
    >
      <ProblemList problems={repairs} canSelect={false} />
    </Banner>
  );
}

/** What keeps the scenario from running, or what happened to the run. */
function RunBanners() {
  const status = usePlayback((state) => state.status);
  const problems = usePlayback((state) => state.problems);
  const outcome = usePlayback((state) => state.outcome);
  const report = usePlayback((state) => state.report);
  const [read, setRead] = useState<CrashReport | null>(null);
  return (
    <>
      {status === "refused" && (
        <Banner
          kind="danger"
          title={`The scenario cannot run: ${problems.length === 1 ? "one problem" : `${problems.length} problems`}`}
        >
          <ProblemList problems={problems} canSelect />
        </Banner>
      )}
      {status === "crashed" && (
        <Banner kind="danger" title="The simulator stopped">
          <p>This is our mistake; your scenario is safe. {report?.says}</p>
          <div className={styles["actions"]}>
            <Button onClick={restart}>Start again</Button>
            {report !== null && <CopyReport report={report} />}
          </div>
        </Banner>
      )}
      {status !== "crashed" && report !== null && report !== read && (
        <Banner kind="warn" title="The simulator was replaced" onClose={() => setRead(report)}>
          <p>It had stopped ({report.says}). The run goes on from where it was; nothing of yours is lost.</p>
          <div className={styles["actions"]}>
            <CopyReport report={report} />
          </div>
        </Banner>
      )}
      {outcome.is === "limit" && outcome.violated !== undefined && (
        <StoppedBanner violated={outcome.violated} />
      )}
      {outcome.is === "limit" && outcome.violated === undefined && (
        <Banner kind="warn" title="The run stopped at a limit">
          <p>
            {outcome.says} {outcome.tryThis}
          </p>
        </Banner>
      )}
    </>
  );
}

function CopyReport({ report }: { readonly report: CrashReport }) {
  return (
    <Button onClick={() => void copyText(JSON.stringify(report, null, 2), "Report")}>
      <Icon name="copy" /> Copy a report that replays it
    </Button>
  );
}

interface BannerProps {
  readonly kind: "danger" | "warn";
  readonly title: string;
  /** The first of what it lists, said aloud after the title. */
  readonly says?: string | undefined;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A strip that says what stops something, and what can be done. Said aloud when it comes. */
export function Banner({ kind, title, says, onClose, children }: BannerProps) {
  useEffect(
    () => announce(`${title}. ${says ?? ""}`.trim(), kind === "danger" ? "assertive" : "polite"),
    [title, says, kind],
  );
  return (
    <section className={styles["banner"]} data-kind={kind} aria-label={title}>
      <div className={styles["head"]}>
        <span className={styles["icon"]}>
          <Icon name="warning" />
        </span>
        <h2 className={styles["title"]}>{title}</h2>
        {onClose !== undefined && (
          <IconButton label="Close" onClick={onClose}>
            <Icon name="close" size={14} />
          </IconButton>
        )}
      </div>
      <div className={styles["body"]}>{children}</div>
    </section>
  );
}

function ProblemList({
  problems,
  canSelect,
}: {
  readonly problems: readonly Problem[];
  readonly canSelect: boolean;
}) {
  return (
    <ul className={styles["list"]}>
      {problems.map((problem, index) => (
        <ProblemRow
          key={`${problem.path} ${problem.code} ${index}`}
          problem={problem}
          canSelect={canSelect}
        />
      ))}
    </ul>
  );
}

function ProblemRow({ problem, canSelect }: { readonly problem: Problem; readonly canSelect: boolean }) {
  const target = canSelect ? problemTarget(currentScenario(), problem.path) : null;
  const show = () => {
    if (target?.is === "node") select([target.id]);
    if (target?.is === "wire") selectWire(target.id);
    setRightOpen(true);
  };
  return (
    <li className={styles["problem"]}>
      {problem.path !== "" && <code className={styles["path"]}>{problem.path}</code>}
      <span>
        {problem.says} <span className={styles["advice"]}>{problem.tryThis}</span>
      </span>
      {target !== null && (
        <Button className={styles["show"] ?? ""} onClick={show}>
          Show {target.is === "node" ? target.name : "the wire"}
        </Button>
      )}
    </li>
  );
}
