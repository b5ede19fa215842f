import { Banners } from "./Banner.tsx";
import { Intro } from "./Intro.tsx";
import { OpenedLink } from "./OpenedLink.tsx";

/** Strips over the canvas: what stops the run or a file, what came with a link, what is happening. */
export function OverCanvas() {
  return (
    <>
      <Banners />
      <OpenedLink />
      <Intro />
    </>
  );
}
