/** Puts the chosen theme on the page: `data-theme` is missing while the system decides (see `ui/tokens.css`). */
import { useView, type Theme } from "#session/view-store.ts";

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Call once before the first render. */
export function followTheme(): void {
  apply(useView.getState().theme);
  useView.subscribe((state, before) => {
    if (state.theme !== before.theme) apply(state.theme);
  });
}
