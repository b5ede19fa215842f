/** Composition root: the session first, since its worker loads while React does, then the page. */
import { createRoot } from "react-dom/client";
import { App } from "#app/App.tsx";
import { ErrorBoundary } from "#app/ErrorBoundary.tsx";
import { followTheme } from "#app/theme.ts";
import { boot } from "#session/boot.ts";
import "#ui/fonts.css";
import "#ui/tokens.css";
import "#ui/base.css";

followTheme();
void boot();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <ErrorBoundary>
      <App />
    </ErrorBoundary>,
  );
}
