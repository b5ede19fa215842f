import { later } from "#ui/later.tsx";
/** Notes and frames: most drawings have none, so their code comes with the first one. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { ThingNode } from "./to-flow.ts";

const Note = later(() => import("./editing/Note.tsx").then((module) => module.Note));
const Frame = later(() => import("./editing/Frame.tsx").then((module) => module.Frame));

/** A text on the canvas. */
export const NoteBox = memo(function NoteBox(props: NodeProps<ThingNode>) {
  return <Note {...props} />;
});

/** A labelled rectangle behind the cards. */
export const FrameBox = memo(function FrameBox(props: NodeProps<ThingNode>) {
  return <Frame {...props} />;
});
