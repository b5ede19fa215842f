import { useDocument } from "#session/document-store.ts";
import { later } from "#ui/later.tsx";
import { Banners } from "./Banner.tsx";
import { Intro } from "./Intro.tsx";
import { OpenedLink } from "./OpenedLink.tsx";

const ReadOnlyBar = later(() => import("./ReadOnlyBar.tsx").then((module) => module.ReadOnlyBar));

/** Strips over the canvas: what stops the run or a file, what came with a link, what is happening. */
export function OverCanvas() {
  const isBarred = useDocument(({ readOnly, recovered }) => readOnly !== null || recovered.length > 0);
  return (
    <>
      {isBarred && <ReadOnlyBar />}
      <Banners />
      <OpenedLink />
      <Intro />
    </>
  );
}
