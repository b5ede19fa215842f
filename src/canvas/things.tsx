/** Notes and frames: most drawings have none, so their code comes with the first one. */
import type { NodeProps } from "@xyflow/react";
import { lazy, memo, Suspense } from "react";
import type { ThingNode } from "./to-flow.ts";

const Note = lazy(() => import("./editing/Note.tsx").then((module) => ({ default: module.Note })));
const Frame = lazy(() => import("./editing/Frame.tsx").then((module) => ({ default: module.Frame })));

/** A text on the canvas. */
export const NoteBox = memo(function NoteBox(props: NodeProps<ThingNode>) {
  return (
    <Suspense>
      <Note {...props} />
    </Suspense>
  );
});

/** A labelled rectangle behind the cards. */
export const FrameBox = memo(function FrameBox(props: NodeProps<ThingNode>) {
  return (
    <Suspense>
      <Frame {...props} />
    </Suspense>
  );
});
