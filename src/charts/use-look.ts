import { useEffect, useState } from "react";
import { useView } from "#session/view-store.ts";

/** Colours that a drawn chart needs; canvases do not know custom properties. */
export interface Look {
  readonly keys: readonly string[];
  readonly axis: string;
  readonly grid: string;
  readonly surface: string;
}

const KEYS = 12;
/** Dashes double the colours. In pixels. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2]];

function read(): Look {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    keys: Array.from({ length: KEYS }, (_, key) => token(`--key-${key}`)),
    axis: token("--ink-3"),
    grid: token("--line"),
    surface: token("--surface"),
  };
}

/** The tokens as they are now; read again when the theme changes. */
export function useLook(): Look {
  const theme = useView((state) => state.theme);
  const [look, setLook] = useState(read);
  useEffect(() => {
    const update = () => setLook(read());
    update();
    const query = matchMedia("(prefers-color-scheme: dark)");
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, [theme]);
  return look;
}
