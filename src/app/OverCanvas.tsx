import { lazy, Suspense } from "react";
import { useDocument } from "#session/document-store.ts";
import { Banners } from "./Banner.tsx";
import { Intro } from "./Intro.tsx";
import { OpenedLink } from "./OpenedLink.tsx";

const ReadOnlyBar = lazy(() =>
  import("./ReadOnlyBar.tsx").then((module) => ({ default: module.ReadOnlyBar })),
);

/** Strips over the canvas: what stops the run or a file, what came with a link, what is happening. */
export function OverCanvas() {
  const isBarred = useDocument(({ readOnly, recovered }) => readOnly !== null || recovered.length > 0);
  return (
    <>
      <Suspense>{isBarred && <ReadOnlyBar />}</Suspense>
      <Banners />
      <OpenedLink />
      <Intro />
    </>
  );
}
