import { useEffect, useRef, useState } from "react";
import { unreachable } from "#base/assert.ts";
import type { Result } from "#base/result.ts";
import type { Micros } from "#base/units.ts";
import { lengthGrade, NOTE_LENGTH_MAX } from "#scenario/link.ts";
import { runCommand, useCommands } from "#session/command-registry.ts";
import { playheadUs } from "#session/frames.ts";
import { saveFile } from "#session/opening.ts";
import { closeShareDialog, useSharing } from "#session/sharing-store.ts";
import { makeLink, toClipboard, type LinkChoice } from "#session/sharing.ts";
import { momentText, numberText } from "#sim/words.ts";
import { Button } from "#ui/Button.tsx";
import { Dialog } from "#ui/Dialog.tsx";
import { Field } from "#ui/Field.tsx";
import { Icon } from "#ui/icons.tsx";
import styles from "./ShareDialog.module.css";

/** The scenario as a link, a file or a picture. Shown while `useSharing` has a dialog. */
export function ShareDialog() {
  const dialog = useSharing((state) => state.dialog);
  return (
    <Dialog title="Share" open={dialog !== null} onClose={closeShareDialog}>
      {dialog !== null && <ShareForm startsWithMoment={dialog.moment} byHand={dialog.byHand} />}
    </Dialog>
  );
}

function ShareForm({
  startsWithMoment,
  byHand,
}: {
  readonly startsWithMoment: boolean;
  readonly byHand: boolean;
}) {
  const [moment, setMoment] = useState(startsWithMoment);
  const [note, setNote] = useState("");
  // The run may go on behind the dialog; the link is to the moment that the person wanted to share.
  const [atUs] = useState(playheadUs);
  const link = useLink({ moment, atUs, note });
  return (
    <div className={styles["form"]}>
      <MomentChoice moment={moment} atUs={atUs} onChange={setMoment} />
      <Field label="Note for whoever opens it (optional)">
        {({ className, ...control }) => (
          <textarea
            {...control}
            className={`${className} ${styles["note"]}`}
            rows={2}
            maxLength={NOTE_LENGTH_MAX}
            placeholder="What to look at"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <LinkRow link={link} byHand={byHand} />
      <p className={styles["privacy"]}>
        The scenario is inside the link: no server ever sees it, but it stays in the history of browsers,
        which some synchronise, and whoever has the link has the scenario.
      </p>
      <Files />
    </div>
  );
}

/** The link for a choice, made anew with each change; null until it is there. */
function useLink({ moment, atUs, note }: Required<LinkChoice>): Result<string> | null {
  const [link, setLink] = useState<Result<string> | null>(null);
  useEffect(() => {
    let isWanted = true;
    void makeLink({ moment, atUs, note }).then((made) => isWanted && setLink(made));
    return () => {
      isWanted = false;
    };
  }, [moment, atUs, note]);
  return link;
}

interface MomentProps {
  readonly moment: boolean;
  readonly atUs: Micros;
  readonly onChange: (moment: boolean) => void;
}

function MomentChoice({ moment, atUs, onChange }: MomentProps) {
  return (
    <fieldset className={styles["group"]}>
      <legend className={styles["legend"]}>The link opens the scenario</legend>
      <label className={styles["choice"]}>
        <input type="radio" name="moment" checked={!moment} onChange={() => onChange(false)} />
        at its start, playing
      </label>
      <label className={styles["choice"]}>
        <input type="radio" name="moment" checked={moment} onChange={() => onChange(true)} />
        at this moment, {momentText(atUs)}, paused, with what is selected
      </label>
    </fieldset>
  );
}

/** Address, button, size. */
function LinkRow({ link, byHand }: { readonly link: Result<string> | null; readonly byHand: boolean }) {
  const address = useRef<HTMLInputElement>(null);
  /** What was put on the clipboard: no longer the link once another choice is made. */
  const [written, setWritten] = useState("");
  const [isByHand, setByHand] = useState(byHand);
  const text = link?.ok === true ? link.value : "";
  const isReady = text !== "";
  const isCopied = isReady && written === text;
  useEffect(() => {
    if (isReady && isByHand) address.current?.select();
  }, [isReady, isByHand]);
  const copy = async () => {
    const is = await toClipboard(text);
    setByHand(!is);
    if (is) setWritten(text);
  };
  return (
    <div className={styles["group"]}>
      <div className={styles["link"]}>
        <input
          ref={address}
          className={styles["address"]}
          aria-label="Link"
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          data-autofocus=""
          look={isReady && lengthGrade(text.length) === "too-long" ? "plain" : "primary"}
          aria-disabled={!isReady}
          onClick={() => isReady && void copy()}
        >
          <Icon name={isCopied ? "check" : "copy"} /> {isCopied ? "Copied" : "Copy link"}
        </Button>
      </div>
      {link !== null && <Size link={link} />}
      <p role="status" className={isByHand ? styles["size"] : "visually-hidden"}>
        {isCopied && "Link copied."}
        {isByHand && "The browser does not let us copy: the link is selected, press Ctrl+C (⌘C on a Mac)."}
      </p>
    </div>
  );
}

/** How long it is, and what that means; where it is too long, the file is at hand. */
function Size({ link }: { readonly link: Result<string> }) {
  if (!link.ok) {
    return (
      <div className={styles["size"]} data-grade="none">
        <Icon name="warning" />
        <span>
          {link.problems[0]?.says} {link.problems[0]?.tryThis}
        </span>
        <SaveInstead />
      </div>
    );
  }
  const characters = link.value.length;
  const grade = lengthGrade(characters);
  return (
    <div className={styles["size"]} data-grade={grade}>
      <Icon name={grade === "fine" ? "check" : "warning"} />
      <span>
        {numberText(characters)} characters: {meaningOf(grade)}
      </span>
      {grade === "too-long" && <SaveInstead />}
    </div>
  );
}

function meaningOf(grade: ReturnType<typeof lengthGrade>): string {
  switch (grade) {
    case "fine":
      return "short enough for most chat tools.";
    case "long":
      return "some chat tools cut long links.";
    case "too-long":
      return "too long for most chat tools. A file does not get cut.";
    default:
      return unreachable(grade);
  }
}

function SaveInstead() {
  return (
    <Button look="primary" onClick={saveFile}>
      <Icon name="download" /> Save a file instead
    </Button>
  );
}

const PICTURES = [
  { id: "share.save-svg", label: "SVG picture" },
  { id: "share.save-png", label: "PNG picture" },
] as const;

/** What to take along besides a link. Pictures are offered where a room has brought the commands. */
function Files() {
  const commands = useCommands((state) => state.commands);
  return (
    <div className={styles["files"]}>
      <span className={styles["filesLabel"]}>Or save it</span>
      <Button onClick={saveFile}>
        <Icon name="download" /> File
      </Button>
      {PICTURES.filter(({ id }) => commands.some((command) => command.id === id)).map(({ id, label }) => (
        <Button key={id} onClick={() => runCommand(id)}>
          <Icon name="download" /> {label}
        </Button>
      ))}
    </div>
  );
}
