import { useStore } from "@xyflow/react";
import { runCommand } from "#session/command-registry.ts";
import { useView } from "#session/view-store.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Tooltip } from "#ui/Tooltip.tsx";
import { Button } from "#ui/Button.tsx";
import styles from "./ViewButtons.module.css";

const MINUS = "M5 12h14";
const FIT = "M4 9V4h5 M15 4h5v5 M20 15v5h-5 M9 20H4v-5";
const MAP = "M4 5h16v14H4z M12 12h6v5h-6z";

/** How near the canvas is seen, in the lower left corner. */
export function ViewButtons() {
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const minimap = useView((state) => state.minimap);
  return (
    <div className={styles["buttons"]} role="toolbar" aria-label="View of the canvas">
      <IconButton label="Zoom out" onClick={() => runCommand("view.zoom-out")}>
        <Glyph d={MINUS} size={14} />
      </IconButton>
      <Tooltip text="Zoom to 100 %" keys="Shift+0">
        <Button
          look="quiet"
          className={styles["percent"] ?? ""}
          aria-label={`Zoom ${percent} %. Zoom to 100 %`}
          onClick={() => runCommand("view.zoom-100")}
        >
          {percent} %
        </Button>
      </Tooltip>
      <IconButton label="Zoom in" onClick={() => runCommand("view.zoom-in")}>
        <Icon name="plus" size={14} />
      </IconButton>
      <IconButton label="Show everything" keys="F" onClick={() => runCommand("view.fit")}>
        <Glyph d={FIT} size={14} />
      </IconButton>
      <IconButton label="Minimap" aria-pressed={minimap} onClick={() => runCommand("view.minimap")}>
        <Glyph d={MAP} size={14} />
      </IconButton>
    </div>
  );
}
