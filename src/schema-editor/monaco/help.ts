/** What the editor offers at a place of a text: fixes (Ctrl+.), what a hover says, how a word goes on. */
import type { Fix } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";
import { LANGUAGES } from "./languages.ts";
import { Range, editor, languages } from "./monaco.ts";

/** One way in which what is being typed may go on. */
export interface Completion {
  readonly label: string;
  readonly kind: "keyword" | "type" | "name";
  /** A snippet in Monaco's writing (`$1`); the label where missing. */
  readonly insert?: string;
  readonly detail?: string;
}

/** All ways at a place, and what they replace. */
export interface Completions {
  readonly range: TextRange;
  readonly items: readonly Completion[];
}

/** The help for one text. Offsets count characters. */
export interface TextHelp {
  /** The text that was looked at. */
  readonly text: string;
  /** Fixes of what is underlined anywhere in the range; the edits belong to `text`. */
  readonly fixes: (range: TextRange) => readonly { readonly fix: Fix; readonly says: string }[];
  /** Lines of plain text; null for none. */
  readonly hover: (
    offset: number,
  ) => Promise<{ readonly range: TextRange; readonly lines: readonly string[] } | null>;
  readonly completions: (text: string, offset: number) => Completions;
}

interface Helped {
  readonly help: TextHelp;
  readonly fix: (fix: Fix, text: string) => void;
}

const helped = new WeakMap<object, Helped>();
const FIX_COMMAND = "eventyard.fix";

/** Sets the help for a model. */
export function setHelp(
  model: editor.ITextModel | null,
  help: TextHelp,
  fix: (fix: Fix, text: string) => void,
): void {
  if (model !== null) helped.set(model, { help, fix });
}

const KINDS = {
  keyword: languages.CompletionItemKind.Keyword,
  type: languages.CompletionItemKind.TypeParameter,
  name: languages.CompletionItemKind.Class,
} as const;

let isPrepared = false;

/** Registers the providers for all languages, once. */
export function prepareLanguageHelp(): void {
  if (isPrepared) return;
  isPrepared = true;
  editor.registerCommand(FIX_COMMAND, (_accessor, chosen: () => void) => chosen());
  for (const language of LANGUAGES) {
    languages.registerCodeActionProvider(
      language,
      { provideCodeActions },
      { providedCodeActionKinds: ["quickfix"] },
    );
    languages.registerHoverProvider(language, { provideHover });
    languages.registerCompletionItemProvider(language, {
      triggerCharacters: ['"', "."],
      provideCompletionItems,
    });
  }
}

function provideCodeActions(
  model: editor.ITextModel,
  range: Range,
  context: languages.CodeActionContext,
): languages.CodeActionList {
  const known = helped.get(model);
  const offsets = {
    start: model.getOffsetAt(range.getStartPosition()),
    end: model.getOffsetAt(range.getEndPosition()),
  };
  if (known === undefined) return { actions: [], dispose: () => {} };
  const actions = known.help.fixes(offsets).map(({ fix, says }, index) => ({
    title: fix.title,
    kind: "quickfix",
    isPreferred: index === 0,
    diagnostics: context.markers.filter(({ message }) => message === says),
    command: { id: FIX_COMMAND, title: fix.title, arguments: [() => known.fix(fix, known.help.text)] },
  }));
  return { actions, dispose: () => {} };
}

async function provideHover(
  model: editor.ITextModel,
  position: { lineNumber: number; column: number },
): Promise<languages.Hover | null> {
  const found = await helped.get(model)?.help.hover(model.getOffsetAt(position));
  if (found === undefined || found === null || model.isDisposed()) return null;
  return {
    range: Range.fromPositions(model.getPositionAt(found.range.start), model.getPositionAt(found.range.end)),
    contents: found.lines.map((line) => ({ value: escapeMarkdown(line) })),
  };
}

/** Names come from strangers' schemas: they are shown as they are, never as markup. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|>$:]/g, String.raw`\$&`);
}

function provideCompletionItems(
  model: editor.ITextModel,
  position: { lineNumber: number; column: number },
): languages.CompletionList {
  const offset = model.getOffsetAt(position);
  const found = helped.get(model)?.help.completions(model.getValue(), offset);
  if (found === undefined) return { suggestions: [] };
  const range = Range.fromPositions(
    model.getPositionAt(found.range.start),
    model.getPositionAt(found.range.end),
  );
  return {
    suggestions: found.items.map(({ label, kind, insert, detail }) => ({
      label,
      kind: KINDS[kind],
      insertText: insert ?? label,
      ...(insert === undefined
        ? {}
        : { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet }),
      ...(detail === undefined ? {} : { detail }),
      range,
    })),
  };
}
