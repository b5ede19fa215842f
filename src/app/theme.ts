/**
 * Puts the chosen look on the page, where the style sheets and the canvases read it: `data-theme` (missing while the
 * system decides), `data-density` and `data-motion="less"` (missing for full motion). See `ui/tokens.css`.
 */
import { useView, type ViewState } from "#session/view-store.ts";

function apply({ theme, density, reducedMotion }: ViewState): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
  dataset["density"] = density;
  if (reducedMotion) dataset["motion"] = "less";
  else delete dataset["motion"];
}

/** Call once before the first render. */
export function followTheme(): void {
  apply(useView.getState());
  useView.subscribe((state, before) => {
    if (
      state.theme !== before.theme ||
      state.density !== before.density ||
      state.reducedMotion !== before.reducedMotion
    )
      apply(state);
  });
}
