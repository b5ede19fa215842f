import { useState } from "react";
import type { Box } from "#scenario/frames.ts";

/** The box of a thing while its edge is pulled; what it is pulled to becomes one edit when it is dropped. */
export function usePulled(box: Box, drop: (to: Box) => void) {
  const [pulled, setPulled] = useState<Box | null>(null);
  return {
    box: pulled ?? box,
    pull: setPulled,
    drop: (to: Box): void => {
      setPulled(null);
      drop(to);
    },
  };
}
