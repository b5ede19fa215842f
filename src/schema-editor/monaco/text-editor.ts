/**
 * One Monaco editor for all versions of all subjects: each has a model, shown when its tab is. What the document says
 * wins: a change from outside (undo, a fix, another tab) is put into the model with the cursor where it was.
 */
import type { Fix } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";
import { prepareLanguageHelp, setHelp, type TextHelp } from "./help.ts";
import { registerLanguages } from "./languages.ts";
import { KeyCode, KeyMod, MarkerSeverity, Range, Uri, editor } from "./monaco.ts";
import { followTheme } from "./theme.ts";

/** Something to underline. */
export interface Mark {
  readonly severity: "error" | "warning" | "hint";
  readonly range: TextRange;
  readonly says: string;
  /** Shown behind it, e.g. the registry's name of the rule. */
  readonly code: string;
  readonly fixes: readonly Fix[];
}

/** What the editor tells. */
export interface TextListener {
  /** A person changed the text. */
  readonly changed: (text: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** A fix was chosen; its edits belong to `text`. */
  readonly fix: (fix: Fix, text: string) => void;
  /** Escape with nothing left to close. */
  readonly leave: () => void;
  /** The focus has left the text. */
  readonly left: () => void;
}

export interface TextEditor {
  /** Shows a version's text; `key` is unique to the version, `label` names it for those who cannot see it. */
  show(key: string, language: string, text: string, label: string): void;
  /** The text that is shown now. */
  text(): string;
  mark(marks: readonly Mark[]): void;
  /** Whether it can be read only: the document may not be changed now. */
  lock(isLocked: boolean): void;
  help(help: TextHelp): void;
  reveal(range: TextRange): void;
  focus(): void;
  dispose(): void;
}

const OWNER = "eventyard";
const SEVERITIES = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  hint: MarkerSeverity.Info,
} as const;

/** Makes the editor in an element. */
export function createTextEditor(host: HTMLElement, listener: TextListener): TextEditor {
  registerLanguages();
  prepareLanguageHelp();
  const endTheme = followTheme();
  const code = editor.create(host, OPTIONS);
  const states = new Map<string, editor.ICodeEditorViewState>();
  let key = "";
  /** A change that is ours, not a person's. */
  let isOurs = false;
  bindKeys(code, listener);
  code.onDidBlurEditorText(() => listener.left());

  const show: TextEditor["show"] = (wanted, language, text, label) => {
    code.updateOptions({ ariaLabel: label });
    const shown = code.getModel();
    if (wanted === key && shown !== null) {
      isOurs = true;
      replaceText(shown, text);
      isOurs = false;
      return;
    }
    const state = code.saveViewState();
    if (key !== "" && state !== null) states.set(key, state);
    key = wanted;
    shown?.dispose();
    const model = editor.createModel(text, language, Uri.parse(`eventyard:${encodeURIComponent(wanted)}`));
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    model.onDidChangeContent(() => !isOurs && listener.changed(model.getValue()));
    code.setModel(model);
    code.restoreViewState(states.get(wanted) ?? null);
  };

  return {
    show,
    text: () => code.getModel()?.getValue() ?? "",
    mark: (marks) => markModel(code.getModel(), marks),
    lock: (readOnly) => code.updateOptions({ readOnly }),
    help: (help) => setHelp(code.getModel(), help, listener.fix),
    reveal: ({ start, end }) => {
      const model = code.getModel();
      if (model === null) return;
      const range = rangeIn(model, { start, end });
      code.setSelection(range);
      code.revealRangeInCenterIfOutsideViewport(range);
      code.focus();
    },
    focus: () => code.focus(),
    dispose: () => {
      endTheme();
      code.getModel()?.dispose();
      code.dispose();
    },
  };
}

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  model: null,
  automaticLayout: true,
  minimap: { enabled: false },
  fontFamily:
    '"JetBrains Mono Variable", "JetBrains Mono Fallback", ui-monospace, Menlo, Consolas, monospace',
  fontSize: 13,
  lineHeight: 20,
  lineNumbersMinChars: 3,
  glyphMargin: false,
  folding: true,
  scrollBeyondLastLine: false,
  renderLineHighlightOnlyWhenFocus: true,
  fixedOverflowWidgets: true,
  // A text area is where the app's own keys stay away, and what every screen reader knows.
  editContext: false,
  wordBasedSuggestions: "off",
  quickSuggestions: { strings: true, other: true, comments: false },
  unicodeHighlight: { nonBasicASCII: false },
  links: false,
  contextmenu: false,
  renderFinalNewline: "on",
  wordWrap: "on",
  stickyScroll: { enabled: false },
  lightbulb: { enabled: "on" as editor.ShowLightbulbIconMode },
  padding: { top: 8, bottom: 8 },
  scrollbar: { alwaysConsumeMouseWheel: false },
};

/** The document's undo is the only one, and Escape leads out. */
function bindKeys(code: editor.IStandaloneCodeEditor, { undo, redo, leave }: TextListener): void {
  const free =
    "!suggestWidgetVisible && !findWidgetVisible && !markersNavigationVisible && !editorHoverVisible && !codeActionMenuVisible && !inSnippetMode && !editorHasMultipleSelections && !editorHasSelection";
  code.addAction({
    id: "eventyard.undo",
    label: "Undo",
    keybindings: [KeyMod.CtrlCmd | KeyCode.KeyZ],
    run: undo,
  });
  code.addAction({
    id: "eventyard.redo",
    label: "Redo",
    keybindings: [KeyMod.CtrlCmd | KeyCode.KeyY, KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ],
    run: redo,
  });
  code.addAction({
    id: "eventyard.leave",
    label: "Leave the text",
    keybindings: [KeyCode.Escape],
    precondition: free,
    run: leave,
  });
}

/** Replaces what differs only, so that the cursor and the folds stay. */
function replaceText(model: editor.ITextModel, text: string): void {
  const old = model.getValue();
  if (old === text) return;
  let start = 0;
  const least = Math.min(old.length, text.length);
  while (start < least && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < least - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  const range = rangeIn(model, { start, end: old.length - end });
  model.applyEdits([{ range, text: text.slice(start, text.length - end) }]);
}

function rangeIn(model: editor.ITextModel, { start, end }: TextRange): Range {
  return Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}

function markModel(model: editor.ITextModel | null, marks: readonly Mark[]): void {
  if (model === null) return;
  editor.setModelMarkers(
    model,
    OWNER,
    marks.map(({ severity, range, says, code }) => {
      const from = model.getPositionAt(range.start);
      const to = model.getPositionAt(range.end);
      return {
        severity: SEVERITIES[severity],
        message: says,
        code,
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      };
    }),
  );
}
