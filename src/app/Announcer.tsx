import { useEffect } from "react";
import { useAnnouncements } from "#session/announce.ts";
import { startAnnouncing } from "#session/announcing.ts";
import { keepFocus } from "./focus.ts";

/**
 * Says what happened to those who do not see the canvas, and sees to it that their focus is never lost. The two regions
 * are always there, so that it is heard when something comes into them; each announcement is a new element, so that the
 * same words are heard again.
 */
export function Announcer() {
  const { polite, assertive } = useAnnouncements();
  useEffect(() => startAnnouncing(), []);
  useEffect(() => keepFocus(document), []);
  return (
    <>
      <div className="visually-hidden" role="status" aria-label="What happened">
        <span key={polite.count}>{polite.text}</span>
      </div>
      <div className="visually-hidden" role="alert" aria-label="Errors">
        <span key={assertive.count}>{assertive.text}</span>
      </div>
    </>
  );
}
