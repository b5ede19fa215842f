/** Which schemas are looked at: the view that lies over the canvas. Lasts as long as the tab; links of all rooms open it here. */
import { create } from "zustand";
import type { TextRange } from "#schema/text-range.ts";
import type { FindingAsked } from "./schema-worker/record.ts";

/** A place to open; what is left out stays as it was, or is chosen. */
export interface SchemasPlace {
  readonly subjectId?: string | undefined;
  /** From 1; 0: the newest. */
  readonly version?: number | undefined;
  /** Id of a panel of `schema-editor/panels.ts`. */
  readonly panel?: string | undefined;
  /** Characters of the version's text to go to. */
  readonly at?: TextRange | undefined;
  /** What the panel of sample records is to prove by one. */
  readonly finding?: FindingAsked | undefined;
}

interface SchemasState {
  readonly isOpen: boolean;
  /** "" where nothing was chosen; may name a subject that has gone since. */
  readonly subjectId: string;
  /** From 1; 0: the newest. */
  readonly version: number;
  readonly panel: string;
  readonly at: TextRange | null;
  readonly finding: FindingAsked | null;
  /** Rises whenever somebody asks for a place, so that the same place can be asked for twice. */
  readonly asked: number;
}

/** The panel that is shown at first: what is found in the text. */
export const FINDINGS = "findings";
/** The panel that writes a record and reads it. */
export const SAMPLE = "sample";

/** Hook and store of the view. */
export const useSchemas = create<SchemasState>()(() => ({
  isOpen: false,
  subjectId: "",
  version: 0,
  panel: FINDINGS,
  at: null,
  finding: null,
  asked: 0,
}));

let opener: Element | null = null;

/** Opens the view over the canvas, or goes to another place in it. */
export function openSchemas(place: SchemasPlace = {}): void {
  const now = useSchemas.getState();
  if (!now.isOpen) opener = globalThis.document?.activeElement ?? null;
  const subjectId = place.subjectId ?? now.subjectId;
  useSchemas.setState({
    isOpen: true,
    subjectId,
    version: place.version ?? (subjectId === now.subjectId ? now.version : 0),
    panel: place.panel ?? now.panel,
    at: place.at ?? null,
    finding: place.finding ?? null,
    asked: now.asked + 1,
  });
}

/** Closes the view; the focus goes back to what opened it, if that is still there. */
export function closeSchemas(): void {
  if (!useSchemas.getState().isOpen) return;
  useSchemas.setState({ isOpen: false, at: null });
  const back = opener;
  opener = null;
  // What stood behind the view can take the focus only once the view has gone.
  if (globalThis.requestAnimationFrame === undefined) return;
  requestAnimationFrame(() => {
    const isThere = back instanceof HTMLElement && back.isConnected && back !== document.body;
    const target = isThere ? back : document.querySelector<HTMLElement>("#canvas");
    target?.focus();
  });
}

/** Shows a subject (its newest version), or a version of the subject that is shown. */
export function showSubject(subjectId: string, version = 0): void {
  useSchemas.setState({ subjectId, version, at: null, finding: null });
}

/** Shows a panel beside the text. */
export function showSchemaPanel(panel: string): void {
  useSchemas.setState({ panel });
}
