import { useDocument } from "#session/document-store.ts";
import { useSchemas } from "#session/schemas-store.ts";
import { later } from "#ui/later.tsx";
import { Banners } from "./Banner.tsx";
import { Intro } from "./Intro.tsx";
import { OpenedLink } from "./OpenedLink.tsx";
import styles from "./OverCanvas.module.css";
import { Toasts } from "./Toasts.tsx";

const ReadOnlyBar = later(() => import("./ReadOnlyBar.tsx").then((module) => module.ReadOnlyBar));
const Schemas = later(() => import("#schema-editor/Schemas.tsx").then((module) => module.Schemas));

/** Strips over the canvas: what stops the run or a file, what came with a link, what is happening; the schemas in its place; messages. */
export function OverCanvas() {
  const isBarred = useDocument(({ readOnly, recovered }) => readOnly !== null || recovered.length > 0);
  const areSchemasOpen = useSchemas((state) => state.isOpen);
  return (
    <>
      <div className={styles["over"]}>
        {isBarred && <ReadOnlyBar />}
        <Banners />
        <OpenedLink />
        <Intro />
      </div>
      {areSchemasOpen && <Schemas />}
      <Toasts />
    </>
  );
}
