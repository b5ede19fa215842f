import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { SchemaSubject } from "#scenario/document.ts";
import { useDocument } from "#session/document-store.ts";
import { useAnalysis } from "#session/schema-analysis.ts";
import { applyFix, endTyping, redoInText, undoInText } from "#session/schema-edits.ts";
import { useSchemas } from "#session/schemas-store.ts";
import { Button } from "#ui/Button.tsx";
import { helpFor } from "./help-for.ts";
import { marksOf } from "./marks.ts";
import type { TextEditor, TextListener } from "./monaco/text-editor.ts";
import styles from "./TextPane.module.css";
import { flushTyping, isTyping, typed } from "./typing.ts";

interface Props {
  readonly subject: SchemaSubject;
  /** From 1. */
  readonly version: number;
}

/** The text of one version, in Monaco. */
export function TextPane({ subject, version }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef({ subjectId: subject.id, version });
  useLayoutEffect(() => {
    shown.current = { subjectId: subject.id, version };
  }, [subject.id, version]);
  const { editor, failed, retry } = useTextEditor(host, shown);
  useShownText(editor, subject, version);
  useMarks(editor, subject, version);
  const isLocked = useDocument(({ readOnly }) => readOnly !== null);
  useEffect(() => editor?.lock(isLocked), [editor, isLocked]);
  return (
    <div className={styles["pane"]}>
      <div ref={host} className={styles["host"]} data-testid="schema-text" />
      {editor === null && (
        <div className={styles["wait"]}>
          {failed ? (
            <>
              <p>The editor could not be loaded. Check the network.</p>
              <Button onClick={retry}>Try again</Button>
            </>
          ) : (
            <p>Loading the editor …</p>
          )}
        </div>
      )}
      <p className={styles["hint"]}>
        <kbd>F8</kbd> next problem · <kbd>Ctrl+.</kbd> mend it · <kbd>Ctrl+Space</kbd> complete ·{" "}
        <kbd>{isMac ? "Ctrl+Shift+M" : "Ctrl+M"}</kbd> then <kbd>Tab</kbd>, or <kbd>Esc</kbd>, leaves the text
      </p>
    </div>
  );
}

const isMac = /Mac|iP/.test(navigator.platform);

/** Loads Monaco's code and makes an editor for as long as the pane is there. */
function useTextEditor(
  host: { readonly current: HTMLDivElement | null },
  shown: { readonly current: { readonly subjectId: string; readonly version: number } },
) {
  const [editor, setEditor] = useState<TextEditor | null>(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let made: TextEditor | null = null;
    let isGone = false;
    loadEditor().then(
      ({ createTextEditor }) => {
        if (isGone || host.current === null) return;
        made = createTextEditor(host.current, listenerFor(shown));
        setEditor(made);
      },
      () => !isGone && setFailed(true),
    );
    return () => {
      isGone = true;
      flushTyping();
      made?.dispose();
      setEditor(null);
    };
  }, [host, shown, tries]);
  const retry = () => {
    setFailed(false);
    setTries(tries + 1);
  };
  return { editor, failed, retry };
}

async function loadEditor() {
  const { prepareEnvironment } = await import("./monaco/environment.ts");
  prepareEnvironment();
  return import("./monaco/text-editor.ts");
}

function listenerFor(shown: {
  readonly current: { readonly subjectId: string; readonly version: number };
}): TextListener {
  return {
    changed: (text) => typed(shown.current.subjectId, shown.current.version, text),
    undo: () => {
      flushTyping();
      undoInText();
    },
    redo: () => {
      flushTyping();
      redoInText();
    },
    fix: ({ title, edits }, text) => {
      flushTyping();
      const { subjectId, version } = shown.current;
      applyFix(subjectId, version, title, text, edits);
    },
    leave: () => document.querySelector<HTMLElement>(`#schema-v${shown.current.version}-tab`)?.focus(),
    left: () => {
      flushTyping();
      endTyping();
    },
  };
}

/** Shows what the document says, unless something typed is on its way there. */
function useShownText(editor: TextEditor | null, subject: SchemaSubject, version: number): void {
  const text = subject.versions[version - 1]?.text ?? "";
  const { id, name, format } = subject;
  useEffect(() => {
    if (editor === null || isTyping()) return;
    const label = `Text of ${name}, version ${version}. Escape leaves it.`;
    editor.show(`${id}/${version}`, format, text, label);
  }, [editor, id, name, format, version, text]);
  const asked = useSchemas((state) => state.asked);
  useEffect(() => {
    const { at } = useSchemas.getState();
    if (editor !== null && at !== null) editor.reveal(at);
  }, [editor, asked, id, version]);
}

/** Underlines what was found, and offers help, as far as it belongs to the text that is shown. */
function useMarks(editor: TextEditor | null, subject: SchemaSubject, version: number): void {
  const key = `${subject.id}/${version}`;
  const now = useAnalysis((state) => (state.key === key ? state.now : null));
  const lastGood = useAnalysis((state) => (state.key === key ? state.lastGood : null));
  useEffect(() => {
    if (editor === null) return;
    const marks = now !== null && now.text === editor.text() ? marksOf(now, version) : null;
    if (marks !== null) editor.mark(marks);
    editor.help(helpFor({ subjectId: subject.id, version, format: subject.format, marks, now, lastGood }));
  }, [editor, now, lastGood, version, subject.id, subject.format]);
}
