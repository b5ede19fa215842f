import type { Severity } from "#checklist/rule.ts";
import type { IconName } from "#ui/icons.tsx";

/** How a severity reads and looks; never by colour alone. */
export const SEVERITY_WORDS: Readonly<
  Record<Severity, { readonly title: string; readonly one: string; readonly icon: IconName }>
> = {
  danger: { title: "Messages are lost or stand still", one: "danger", icon: "close" },
  warning: { title: "Work is late or done twice", one: "warning", icon: "warning" },
  advice: { title: "Good to have", one: "advice", icon: "info" },
};
