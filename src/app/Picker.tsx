import {
  Fragment,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import {
  closePicker,
  matchingItems,
  pick,
  usePicker,
  type PickerItem,
  type PickerRequest,
} from "#session/picker-store.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { amountText } from "#sim/words.ts";
import styles from "./Picker.module.css";

/** So many rows are drawn; more are counted, since whoever sees a hundred types on. */
const ROWS_MAX = 100;
const PAGE = 8;

/** The list that `openPicker` asked for, in a modal dialog; closing gives the focus back to where it was. */
export function Picker() {
  const request = usePicker((state) => state.request);
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const open = request !== null;
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={styles["dialog"]}
      aria-labelledby={title}
      onClose={() => dialog.current?.open === false && closePicker()}
      onCancel={(event) => {
        // The step before may open in its place, so the store closes it, not the browser.
        event.preventDefault();
        closePicker();
      }}
      onClick={(event) => event.target === dialog.current && closePicker()}
    >
      {request !== null && <Chooser key={keyOf(request)} request={request} titleId={title} />}
    </dialog>
  );
}

const keys = new WeakMap<PickerRequest, number>();
let lastKey = 0;

/** Each request is a field and a list of its own, even where one follows the other in the open dialog. */
function keyOf(request: PickerRequest): number {
  const key = keys.get(request) ?? ++lastKey;
  keys.set(request, key);
  return key;
}

interface Found {
  readonly items: readonly PickerItem[];
  /** How many there are, of which `items` are the first. */
  readonly count: number;
  /** What is wrong with the text as a value. */
  readonly wrong: string | null;
}

function find(request: PickerRequest, typed: string): Found {
  const made = typed.trim() === "" ? null : (request.fromText?.(typed.trim()) ?? null);
  const listed = matchingItems(request.items, typed);
  const all = made === null || typeof made === "string" ? listed : [made, ...listed];
  const wrong = typeof made === "string" && listed.length === 0 ? made : null;
  return { items: all.slice(0, ROWS_MAX), count: all.length, wrong };
}

/** Where a key leads in a list of `count` rows, or null where it means nothing here. */
function rowAfter(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return count === 0 ? null : (at + 1) % count;
    case "ArrowUp":
      return count === 0 ? null : (at - 1 + count) % count;
    case "PageDown":
      return Math.min(count - 1, at + PAGE);
    case "PageUp":
      return Math.max(0, at - PAGE);
    default:
      return null;
  }
}

/** The field and its list: the focus stays in the field, the chosen row is told by `aria-activedescendant`. */
function Chooser({ request, titleId }: { readonly request: PickerRequest; readonly titleId: string }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => find(request, typed), [request, typed]);
  const current = found.items[at];
  const optionId = (index: number) => `${id}-${index}`;

  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, found]);

  const choose = (item: PickerItem | undefined) => {
    if (item !== undefined && !pick(item)) setRefusal(item.unavailable ?? null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rowAfter(event.key, at, found.items.length);
    if (row !== null) {
      setAt(row);
      setRefusal(null);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(current);
    else if (event.key === "Escape") closePicker();
    // One list, one stop: Tab would leave it for the browser's own bars.
    else if (event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <h2 id={titleId} className={styles["title"]}>
        {request.title}
      </h2>
      <input
        ref={field}
        className={styles["field"]}
        type="text"
        role="combobox"
        aria-labelledby={titleId}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(current === undefined ? {} : { "aria-activedescendant": optionId(at) })}
        aria-describedby={`${id}-count`}
        placeholder={request.hint ?? "Type to filter"}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setRefusal(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-labelledby={titleId} className={styles["list"]}>
        <Sections items={found.items}>
          {(item, index) => (
            <Option id={optionId(index)} item={item} chosen={index === at} onPick={() => choose(item)} />
          )}
        </Sections>
      </div>
      <Foot id={`${id}-count`} request={request} found={found} refusal={refusal} />
    </>
  );
}

interface FootProps {
  readonly id: string;
  readonly request: PickerRequest;
  readonly found: Found;
  readonly refusal: string | null;
}

/** How many there are, and why something cannot be chosen; heard as well, since what lies outside the dialog is not. */
function Foot({ id, request, found, refusal }: FootProps) {
  const left = found.count - found.items.length;
  const count =
    found.count < request.items.length
      ? `${found.count} of ${request.items.length}`
      : request.items.length === 0
        ? ""
        : amountText(found.count, "choice");
  const says = refusal ?? found.wrong;
  return (
    <div className={styles["foot"]}>
      <span id={id} role="status" className={styles["says"]} data-bad={says === null ? undefined : ""}>
        {says ?? `${count}${left > 0 ? `, the first ${found.items.length} shown` : ""}`}
      </span>
      <span aria-hidden="true">
        {request.items.length > 0 && <kbd>↑↓</kbd>} <kbd>Enter</kbd> <kbd>Esc</kbd>
      </span>
    </div>
  );
}

/** Rows under their headings; a heading stands where the next row bears another one. */
function Sections(props: {
  readonly items: readonly PickerItem[];
  readonly children: (item: PickerItem, index: number) => ReactNode;
}) {
  const groups: { readonly section: string | undefined; readonly rows: ReactNode[] }[] = [];
  props.items.forEach((item, index) => {
    const row = <Fragment key={item.id}>{props.children(item, index)}</Fragment>;
    const last = groups.at(-1);
    if (last !== undefined && last.section === item.section) last.rows.push(row);
    else groups.push({ section: item.section, rows: [row] });
  });
  return groups.map(({ section, rows }) =>
    section === undefined ? (
      rows
    ) : (
      <div key={section} role="group" aria-label={section}>
        <div className={styles["section"]} aria-hidden="true">
          {section}
        </div>
        {rows}
      </div>
    ),
  );
}

interface OptionProps {
  readonly id: string;
  readonly item: PickerItem;
  readonly chosen: boolean;
  readonly onPick: () => void;
}

function Option({ id, item, chosen, onPick }: OptionProps) {
  const unavailable = item.unavailable ?? null;
  const detail = unavailable ?? item.detail;
  return (
    // The field has the focus and takes the keys; this is for pointers alone.
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-disabled={unavailable !== null}
      className={styles["option"]}
      onClick={onPick}
    >
      {item.glyph !== undefined && (
        <span className={styles["glyph"]}>
          <Glyph d={item.glyph} />
        </span>
      )}
      <span className={styles["words"]}>
        <bdi>{item.label}</bdi>
        {detail !== undefined && <span className={styles["detail"]}>{detail}</span>}
      </span>
      {item.keys !== undefined && item.keys.length > 0 && (
        <span className={styles["keys"]}>
          {item.keys.map((each) => (
            <kbd key={each}>{each}</kbd>
          ))}
        </span>
      )}
    </div>
  );
}
