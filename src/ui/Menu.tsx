import { useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { Button, type ButtonLook } from "./Button.tsx";
import { IconButton } from "./IconButton.tsx";
import { Icon } from "./icons.tsx";
import styles from "./Menu.module.css";
import { place, type Side } from "./place.ts";
import { rove } from "./roving.ts";

export interface MenuItem {
  /** Stable within the menu. */
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Muted text at the end, e.g. a shortcut. */
  readonly hint?: string;
  /** More words in a tooltip, e.g. why it is disabled. */
  readonly title?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Set where the item is one of a choice: shown with a tick. */
  readonly checked?: boolean;
  /** It is no choice among others, but by itself on or off. */
  readonly toggles?: boolean;
  /** A line stands above it. */
  readonly startsGroup?: boolean;
  /** Names the group that begins with it. */
  readonly heading?: string;
  readonly onSelect: () => void;
}

interface Props {
  /** Name of the button and of the menu. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** What the button shows beside the chevron; the label where missing. */
  readonly children?: ReactNode;
  /** The button shows `children` only, as an icon. */
  readonly iconOnly?: boolean;
  /** The label stands over the items, where they read on from it. */
  readonly titled?: boolean;
  readonly look?: ButtonLook;
  readonly side?: Side;
  readonly align?: "start" | "end";
  readonly disabled?: boolean;
}

/** A button that opens a list of actions: native popover (light dismiss, Escape), arrows, Home, End and first letters. */
export function Menu({
  label,
  items,
  children,
  iconOnly,
  titled,
  look,
  side = "below",
  align = "start",
  disabled,
}: Props) {
  const { id, button, menu, onToggle, onKeyDown, choose } = useMenu(side, align);
  const opener = {
    ref: button,
    popoverTarget: id,
    "aria-haspopup": "menu" as const,
    "aria-expanded": false,
    disabled: disabled ?? false,
    ...(look === undefined ? {} : { look }),
  };
  return (
    <>
      {iconOnly === true ? (
        <IconButton label={label} {...opener}>
          {children}
        </IconButton>
      ) : (
        <Button {...opener} {...(children === undefined ? {} : { "aria-label": label })}>
          {children ?? label}
          <Icon name="chevronDown" size={12} />
        </Button>
      )}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className={styles["menu"]}
        onToggle={(event) => onToggle(event.newState === "open")}
        onKeyDown={onKeyDown}
      >
        {titled === true && (
          <div className={styles["title"]} aria-hidden="true">
            {label}
          </div>
        )}
        <MenuEntries items={items} choose={choose} />
      </div>
    </>
  );
}

/** The entries of a menu in their groups; for whatever holds them. */
export function MenuEntries({
  items,
  choose,
}: {
  readonly items: readonly MenuItem[];
  readonly choose: (item: MenuItem) => void;
}) {
  return groupsOf(items).map(([first, ...rest]) => (
    <div
      key={first.id}
      role="group"
      {...(first.heading === undefined ? {} : { "aria-label": first.heading })}
    >
      {first.startsGroup === true && <div role="separator" className={styles["line"]} />}
      {first.heading !== undefined && (
        <div className={styles["title"]} aria-hidden="true">
          {first.heading}
        </div>
      )}
      {[first, ...rest].map((item) => (
        <Entry key={item.id} item={item} choose={choose} />
      ))}
    </div>
  ));
}

/** The entries that can be chosen, within the element of a menu. */
export function entriesOf(menu: HTMLElement | null): HTMLButtonElement[] {
  return [...(menu?.querySelectorAll<HTMLButtonElement>("button:enabled") ?? [])];
}

/** Moves the focus within a menu as the key says; false where the key means nothing there. */
export function roveMenu(menu: HTMLElement | null, event: KeyboardEvent): boolean {
  const list = entriesOf(menu);
  const names = list.map((entry) => entry.textContent ?? "");
  const at = list.indexOf(document.activeElement as HTMLButtonElement);
  const next = rove(names, at, event.key, "vertical");
  if (next === null) return false;
  event.preventDefault();
  event.stopPropagation();
  list[next]?.focus();
  return true;
}

type Group = [MenuItem, ...MenuItem[]];

/** The items from one that begins a group to before the next that does. */
function groupsOf(items: readonly MenuItem[]): readonly Group[] {
  const groups: Group[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last === undefined || item.startsGroup === true || item.heading !== undefined) groups.push([item]);
    else last.push(item);
  }
  return groups;
}

/** Opening, placing, roving and choosing. */
function useMenu(side: Side, align: "start" | "end") {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  const onToggle = (open: boolean) => {
    const [anchor, element] = [button.current, menu.current];
    if (anchor === null || element === null) return;
    anchor.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const viewport = { width: window.innerWidth, height: window.innerHeight };
    const at = place(anchor.getBoundingClientRect(), element.getBoundingClientRect(), viewport, side, align);
    element.style.left = `${at.left}px`;
    element.style.top = `${at.top}px`;
    const list = entriesOf(element);
    (list.find((entry) => entry.getAttribute("aria-checked") === "true") ?? list[0])?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") menu.current?.hidePopover();
    roveMenu(menu.current, event);
  };
  const choose = (item: MenuItem) => {
    menu.current?.hidePopover();
    button.current?.focus();
    item.onSelect();
  };
  return { id, button, menu, onToggle, onKeyDown, choose };
}

function roleOf({ checked, toggles }: MenuItem): string {
  if (checked === undefined) return "menuitem";
  return toggles === true ? "menuitemcheckbox" : "menuitemradio";
}

function Entry({ item, choose }: { readonly item: MenuItem; readonly choose: (item: MenuItem) => void }) {
  const isChoice = item.checked !== undefined;
  return (
    <button
      type="button"
      role={roleOf(item)}
      {...(isChoice ? { "aria-checked": item.checked === true } : {})}
      tabIndex={-1}
      disabled={item.disabled ?? false}
      {...(item.title === undefined ? {} : { title: item.title })}
      className={`${styles["item"]} ${item.danger === true ? styles["danger"] : ""}`}
      onClick={() => choose(item)}
    >
      {(isChoice || item.icon !== undefined) && (
        <span className={styles["icon"]}>
          {isChoice ? item.checked === true && <Icon name="check" /> : item.icon}
        </span>
      )}
      <span className={styles["label"]}>{item.label}</span>
      {item.hint !== undefined && <span className={styles["hint"]}>{item.hint}</span>}
    </button>
  );
}
