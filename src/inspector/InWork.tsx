import { useEffect, useState } from "react";
import { followMessage } from "#session/journey.ts";
import { inspectMessage } from "#session/playback-store.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import { Button } from "#ui/Button.tsx";
import { setDrawerTab } from "#session/view-store.ts";
import { euroText, momentText } from "#ui/quantities.ts";

/** The message that an instance works on: its key, what it is worth, when it was made. */
export function InWork({ message }: { readonly message: number }) {
  const [info, setInfo] = useState<MessageInfo | null>(null);
  useEffect(() => {
    let isWanted = true;
    // A run that is replaced meanwhile answers nothing: then the line is as it was.
    inspectMessage(message).then(
      (found) => {
        if (isWanted) setInfo(found);
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [message]);
  if (info === null) return null;
  return (
    <span>
      works on <bdi>{info.key ?? "a message without key"}</bdi>, {euroText(info.amountCents)}, made at{" "}
      {momentText(info.createdUs)}
      {info.poisoned ? ", poisoned" : ""}{" "}
      <Button
        look="quiet"
        aria-label={`Follow message ${info.message}`}
        onClick={() => {
          followMessage(info.message);
          setDrawerTab("messages");
        }}
      >
        Follow
      </Button>
    </span>
  );
}
