/**
 * Links: made from what is on screen, opened to what the sender saw. A link never overwrites anything: it opens as a
 * new document that is kept nowhere yet, and the document before is one undo away. What a link carries is never logged.
 */
import { unreachable } from "#base/assert.ts";
import type { Result } from "#base/result.ts";
import {
  encodeLink,
  judgeLink,
  lengthGrade,
  LINK_DRAWERS,
  LINK_MARK,
  unpackLink,
  type LinkView,
  type SharedLink,
} from "#scenario/link.ts";
import type { Micros } from "#base/units.ts";
import { momentText, numberText } from "#sim/words.ts";
import { admitOutside } from "./admitting.ts";
import { announce } from "./announce.ts";
import { playheadUs } from "./frames.ts";
import { listRepairs, open, refuseToOpen } from "./opening.ts";
import { seek, startOver } from "./playback-store.ts";
import { currentScenario, startWithScenario, useScenario } from "./scenario-store.ts";
import { select, selectWire, useSelection } from "./selection-store.ts";
import { showShareDialog, useSharing } from "./sharing-store.ts";
import { tell } from "./toasts.ts";
import { setDrawerTab, useView } from "./view-store.ts";

/** What refusals and repairs call it. */
const NAME = "The link";
/** What a link is to carry besides the scenario. */
export interface LinkChoice {
  /** Opens at the moment on screen, with the selection and the drawer as they are; else at the start. */
  readonly moment: boolean;
  /** The moment, where it is not the one on screen now: a dialog keeps the one that it was opened at. */
  readonly atUs?: Micros;
  readonly note?: string;
}

/** The address that opens what is on screen now; refused where it would be longer than any app reads. */
export async function makeLink({ moment, atUs = playheadUs(), note }: LinkChoice): Promise<Result<string>> {
  const view: LinkView = {
    ...(moment ? { ...viewNow(), atUs } : {}),
    ...(note === undefined ? {} : { note }),
  };
  const link = await encodeLink({ scenario: currentScenario(), view });
  if (!link.ok) return link;
  const base = location.href.replace(/#.*$/s, "");
  return { ...link, value: base + link.value };
}

/** Selection and drawer. */
function viewNow(): LinkView {
  const { nodes, wire } = useSelection.getState();
  const selected = wire === null ? [...nodes] : [wire];
  const { drawerOpen, drawerTab } = useView.getState();
  const drawer = LINK_DRAWERS.find((each) => drawerOpen && each === drawerTab);
  return { selected, ...(drawer === undefined ? {} : { drawer }) };
}

/**
 * Makes a link, puts it on the clipboard and says so; false where that did not work. Where the browser denies the
 * clipboard, the share dialog shows the link to be copied by hand.
 */
export async function copyLink(choice: LinkChoice): Promise<boolean> {
  const made = makeLink(choice);
  // Begun before anything is waited for: some browsers let a page write only while the click is being handled.
  const written = toClipboard(made.then((link) => (link.ok ? link.value : Promise.reject(new Error()))));
  const [link, isWritten] = await Promise.all([made, written]);
  if (!link.ok) {
    tell(`${link.problems[0]?.says} ${link.problems[0]?.tryThis}`, "error");
    showShareDialog({ moment: choice.moment });
    return false;
  }
  if (!isWritten) {
    showShareDialog({ moment: choice.moment, byHand: true });
    return false;
  }
  tell(copiedText(link.value.length, choice.moment));
  return true;
}

/** What is said when a link was copied. */
export function copiedText(characters: number, moment: boolean): string {
  const what = moment ? `Link to ${momentText(playheadUs())} copied` : "Link copied";
  const grade = lengthGrade(characters);
  switch (grade) {
    case "fine":
      return `${what}.`;
    case "long":
      return `${what}; some chat tools cut links of ${numberText(characters)} characters.`;
    case "too-long":
      return `${what}, but ${numberText(characters)} characters are too long for most chat tools: a file is safer.`;
    default:
      return unreachable(grade);
  }
}

/** Whether the text is on the clipboard now. Never rejects. */
export async function toClipboard(text: string | Promise<string>): Promise<boolean> {
  try {
    if (typeof text === "string") {
      await navigator.clipboard.writeText(text);
      return true;
    }
    if (typeof ClipboardItem === "function" && typeof navigator.clipboard?.write === "function") {
      const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
      // Where the browser refuses before it waits, nobody else would hear of this one.
      blob.catch(() => {});
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } else {
      await navigator.clipboard.writeText(await text);
    }
    return true;
  } catch {
    return false;
  }
}

/** One after the other, so that a link is opened once, however many ask for it. */
let lastAsked: Promise<unknown> = Promise.resolve();

/**
 * Opens the link in the page's address, if there is one, and takes it out of the address, whether it could be opened
 * or not. True where a document came of it: at boot nothing else needs to be opened or started then. Never rejects.
 */
export function openLinkFromAddress(): Promise<boolean> {
  const asked = lastAsked.then(async () => {
    const { hash } = location;
    if (!hash.startsWith(LINK_MARK)) return false;
    try {
      return await openLink(hash);
    } finally {
      if (location.hash === hash) {
        history.replaceState(history.state, "", location.pathname + location.search);
      }
    }
  });
  lastAsked = asked;
  return asked;
}

/** Opens a link: an address, or a text that one stands in. Never rejects; says why where it does not open. */
export async function openLink(text: string): Promise<boolean> {
  const link = await readLink(text);
  if (!link.ok) {
    refuseToOpen(NAME, link.problems);
    return false;
  }
  show(link.value);
  listRepairs(NAME, link.warnings);
  return true;
}

async function readLink(text: string): Promise<Result<SharedLink>> {
  const parts = await unpackLink(text);
  if (!parts.ok) return parts;
  return judgeLink(parts.value, await admitOutside(parts.value.scenarioText, "The scenario in the link"));
}

/** The document, the moment (paused there), the selection, the drawer and the note of the sender. */
function show({ scenario, view }: SharedLink): void {
  const isMoment = view.atUs !== undefined;
  if (useScenario.getState().revision === 0) {
    // Nothing was open yet, so there is nothing to go back to.
    startWithScenario(scenario);
    startOver({ playing: !isMoment });
  } else {
    open(scenario, `Open ${scenario.name} from a link`, { playing: !isMoment });
  }
  if (view.atUs !== undefined) seek(view.atUs);
  restoreSelection(scenario.wires, view.selected ?? []);
  if (view.drawer !== undefined && !matchMedia("(width < 760px)").matches) setDrawerTab(view.drawer);
  useSharing.setState({ opened: { note: view.note ?? "", atUs: view.atUs ?? null } });
  const where = view.atUs === undefined ? "" : `, paused at ${momentText(view.atUs)}`;
  announce(`${scenario.name} opened from a link${where}.${view.note === undefined ? "" : ` ${view.note}`}`);
}

function restoreSelection(wires: readonly { readonly id: string }[], selected: readonly string[]): void {
  const wire = wires.find(({ id }) => selected.includes(id));
  if (wire !== undefined) selectWire(wire.id);
  else if (selected.length > 0) select(selected);
}
