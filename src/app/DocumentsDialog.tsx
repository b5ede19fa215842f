import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { announce } from "#session/announce.ts";
import { showDocuments, useDocument } from "#session/document-store.ts";
import {
  deleteDocument,
  downloadDocument,
  downloadRaw,
  duplicateDocument,
  listDocuments,
  openDocument,
  openVersion,
  restoreDocument,
  versionsOf,
  type KeptDocument,
  type KeptVersion,
} from "#session/documents.ts";
import { Button } from "#ui/Button.tsx";
import { Dialog } from "#ui/Dialog.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Tabs } from "#ui/Tabs.tsx";
import styles from "./DocumentsDialog.module.css";
import { nodesText, sizeText, whenText } from "./when-text.ts";

const TABS = [
  { id: "documents", label: "Recent scenarios" },
  { id: "versions", label: "Versions of this one" },
] as const;

/** Everything that is kept in this browser: to open, copy, save and delete; and the versions of the open document. */
export function DocumentsDialog() {
  const dialog = useDocument((state) => state.dialog);
  const close = () => showDocuments(null);
  return (
    <Dialog title="Kept in this browser" open={dialog !== null} onClose={close}>
      <Tabs
        label="Kept in this browser"
        tabs={TABS}
        current={dialog ?? "documents"}
        onChange={showDocuments}
        idPrefix="kept"
      />
      <div
        id={`kept-${dialog}-panel`}
        role="tabpanel"
        aria-labelledby={`kept-${dialog}-tab`}
        className={styles["panel"]}
      >
        {dialog === "versions" ? <Versions close={close} /> : <Documents close={close} />}
      </div>
    </Dialog>
  );
}

interface PageProps {
  readonly close: () => void;
}

function Documents({ close }: PageProps) {
  const listed = useDocument((state) => state.listed);
  const [documents, setDocuments] = useState<readonly KeptDocument[] | { readonly failed: string } | null>(
    null,
  );
  useEffect(() => {
    let isShown = true;
    void listDocuments().then((next) => isShown && setDocuments(next));
    return () => {
      isShown = false;
    };
  }, [listed]);
  if (documents === null) return <p className={styles["empty"]}>Reading …</p>;
  if ("failed" in documents) return <p className={styles["empty"]}>It cannot be read: {documents.failed}.</p>;
  const kept = documents.filter(({ binned }) => !binned);
  const binned = documents.filter((each) => each.binned);
  return (
    <>
      {kept.length === 0 ? (
        <p className={styles["empty"]}>
          Nothing is kept yet. A scenario is from its first edit on: from the gallery, a link or an empty
          canvas alike.
        </p>
      ) : (
        <ul className={styles["list"]} aria-label="Recent scenarios" onKeyDown={walkRows}>
          {kept.map((each) => (
            <DocumentRow key={each.id} document={each} close={close} />
          ))}
        </ul>
      )}
      {binned.length > 0 && (
        <>
          <h3 className={styles["heading"]}>Deleted</h3>
          <ul className={styles["list"]} aria-label="Deleted scenarios" onKeyDown={walkRows}>
            {binned.map((each) => (
              <BinRow key={each.id} document={each} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function DocumentRow({ document: kept, close }: { readonly document: KeptDocument } & PageProps) {
  const { id, name, nodes, size, at, is } = kept;
  const row = useRef<HTMLLIElement>(null);
  const isPresent = useDocument((state) => state.id === id);
  const open = () => {
    close();
    void openDocument(id).then((isOpen) => isOpen && announce(`${name} is open.`));
  };
  const remove = () => {
    focusNeighbour(row.current);
    void deleteDocument(id).then(
      (isGone) => isGone && announce(`${name} deleted. It can be restored below.`),
    );
  };
  const details = is === "whole" ? [nodesText(nodes), sizeText(size), whenText(at)] : [OF_ENTRY[is]];
  return (
    <li ref={row} className={styles["row"]} aria-current={isPresent}>
      <button type="button" className={styles["open"]} data-row onClick={open}>
        <span className={styles["name"]}>
          <bdi>{name}</bdi>
          {isPresent && <span className={styles["here"]}>open</span>}
        </span>
        <span className={styles["details"]}>{details.filter((each) => each !== "").join(" · ")}</span>
      </button>
      {is !== "newer" && (
        <IconButton
          label={`Duplicate ${name}`}
          onClick={() =>
            void duplicateDocument(id).then((copy) => copy !== null && announce(`${name} duplicated.`))
          }
        >
          <Icon name="copy" />
        </IconButton>
      )}
      <IconButton
        label={`Download ${name}`}
        onClick={() => void (is === "whole" ? downloadDocument(id) : downloadRaw(id))}
      >
        <Icon name="download" />
      </IconButton>
      <IconButton label={`Delete ${name}`} onClick={remove}>
        <Icon name="trash" />
      </IconButton>
    </li>
  );
}

const OF_ENTRY = {
  damaged: "Its entry is damaged; opening it puts together what is there",
  newer: "Kept by a newer version of Eventyard",
} as const;

function BinRow({ document: kept }: { readonly document: KeptDocument }) {
  const { id, name, nodes, at } = kept;
  const row = useRef<HTMLLIElement>(null);
  const restore = () => {
    focusNeighbour(row.current);
    void restoreDocument(id).then((isBack) => isBack && announce(`${name} restored.`));
  };
  return (
    <li ref={row} className={styles["row"]}>
      <span className={styles["open"]}>
        <bdi className={styles["name"]}>{name}</bdi>
        <span className={styles["details"]}>{[nodesText(nodes), whenText(at)].join(" · ")}</span>
      </span>
      <Button data-row aria-label={`Restore ${name}`} onClick={restore}>
        Restore
      </Button>
    </li>
  );
}

const WHY = {
  first: "as it began",
  regular: "",
  restore: "after a version was restored",
  migrated: "repaired or brought up to a newer format",
} as const;

function Versions({ close }: PageProps) {
  const id = useDocument((state) => state.id);
  const listed = useDocument((state) => state.listed);
  const [versions, setVersions] = useState<readonly KeptVersion[] | null>(null);
  useEffect(() => {
    let isShown = true;
    const load = id === null ? Promise.resolve([]) : versionsOf(id);
    void load.then((next) => isShown && setVersions(next));
    return () => {
      isShown = false;
    };
  }, [id, listed]);
  if (id === null) {
    return (
      <p className={styles["empty"]}>Nothing is kept of this scenario yet: it is from the first edit on.</p>
    );
  }
  if (versions === null) return <p className={styles["empty"]}>Reading …</p>;
  return (
    <>
      <p className={styles["hint"]}>
        A version is kept each minute in which something changed, the last 20 of them. Restoring one can be
        undone.
      </p>
      <ul className={styles["list"]} aria-label="Versions" onKeyDown={walkRows}>
        {versions.map(({ rev, name, nodes, at, why }) => (
          <li key={rev} className={styles["row"]}>
            <span className={styles["open"]}>
              <span className={styles["name"]}>{whenText(at)}</span>
              <span className={styles["details"]}>
                <bdi>{name}</bdi> · {nodesText(nodes)}
                {WHY[why] === "" ? "" : ` · ${WHY[why]}`}
              </span>
            </span>
            <Button
              data-row
              aria-label={`Restore the version of ${whenText(at)}, ${nodesText(nodes)}`}
              onClick={() => {
                close();
                void openVersion(id, rev).then((isBack) => isBack && announce("Version restored."));
              }}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Up, down, Home and End go from row to row. */
function walkRows(event: KeyboardEvent<HTMLUListElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.closest("li")?.contains(document.activeElement) === true);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = to === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, to))];
  if (row === undefined) return;
  event.preventDefault();
  row.focus();
}

/** Before a row goes: the next one has the focus, or the one before, or the dialog's title. */
function focusNeighbour(row: HTMLElement | null): void {
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  const target =
    next?.querySelector<HTMLElement>("[data-row]") ??
    row?.closest("dialog")?.querySelector<HTMLElement>("h2");
  target?.focus();
}
