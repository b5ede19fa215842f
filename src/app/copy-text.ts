import { tell } from "#session/toasts.ts";

/** Puts text on the clipboard and says so. Clipboards may be denied: then it says how to do it by hand. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(`${what} copied.`);
  } catch {
    tell(`The browser does not let us copy. Select the ${what.toLowerCase()} and copy it by hand.`, "error");
  }
}
