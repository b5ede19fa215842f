/** Monaco in the app's colours, light or dark, whatever is chosen while it is open. */
import { editor } from "./monaco.ts";

const NAME = "eventyard";

/** Follows the app's theme; the answer ends it. */
export function followTheme(): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(paint);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  dark.addEventListener("change", paint);
  paint();
  return () => {
    observer.disconnect();
    dark.removeEventListener("change", paint);
  };
}

/** The tokens of `ui/tokens.css` as they are now. */
function paint(): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => sixDigits(style.getPropertyValue(`--${name}`).trim());
  const bare = (name: string): string => colour(name).slice(1);
  const isDark = style.colorScheme === "dark";
  editor.defineTheme(NAME, {
    base: isDark ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      { token: "", foreground: bare("ink") },
      { token: "key", foreground: bare("accent") },
      { token: "type", foreground: bare("ok"), fontStyle: "bold" },
      { token: "keyword", foreground: bare("accent"), fontStyle: "bold" },
      { token: "string", foreground: bare("warn") },
      { token: "number", foreground: bare("danger") },
      { token: "comment", foreground: bare("ink-3"), fontStyle: "italic" },
      { token: "delimiter", foreground: bare("ink-2") },
      { token: "identifier", foreground: bare("ink") },
    ],
    colors: {
      "editor.background": colour("surface"),
      "editor.foreground": colour("ink"),
      "editorLineNumber.foreground": colour("ink-3"),
      "editorLineNumber.activeForeground": colour("ink"),
      "editor.lineHighlightBackground": colour("ground"),
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": isDark ? "#86a8ff4d" : "#2a56c633",
      "editorCursor.foreground": colour("ink"),
      "editorError.foreground": colour("danger"),
      "editorWarning.foreground": colour("warn"),
      "editorInfo.foreground": colour("accent"),
      "editorHint.foreground": colour("ink-3"),
      "editorWidget.background": colour("surface"),
      "editorWidget.foreground": colour("ink"),
      "editorWidget.border": colour("line-strong"),
      "editorHoverWidget.background": colour("surface"),
      "editorHoverWidget.foreground": colour("ink"),
      "editorHoverWidget.border": colour("line-strong"),
      "editorSuggestWidget.background": colour("surface"),
      "editorSuggestWidget.foreground": colour("ink"),
      "editorSuggestWidget.border": colour("line-strong"),
      "editorSuggestWidget.selectedBackground": colour("accent-soft"),
      "editorSuggestWidget.selectedForeground": colour("ink"),
      "editorSuggestWidget.highlightForeground": colour("accent"),
      "editorSuggestWidget.focusHighlightForeground": colour("accent"),
      "list.hoverBackground": colour("surface-2"),
      "input.background": colour("surface"),
      "input.foreground": colour("ink"),
      "input.border": colour("line-strong"),
      focusBorder: colour("focus"),
      "menu.background": colour("surface"),
      "menu.foreground": colour("ink"),
      "menu.selectionBackground": colour("accent-soft"),
      "menu.selectionForeground": colour("ink"),
      "editorOverviewRuler.errorForeground": colour("danger"),
      "editorOverviewRuler.warningForeground": colour("warn"),
      "editorIndentGuide.background1": colour("line"),
      "editorIndentGuide.activeBackground1": colour("line-strong"),
      "scrollbarSlider.background": isDark ? "#69748466" : "#8a93a14d",
    },
  });
  editor.setTheme(NAME);
}

/** Monaco takes no short colours, and the build makes them: `#fff` -> `#ffffff`. */
function sixDigits(colour: string): string {
  return colour.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
}
