import { useId, useMemo } from "react";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { PATTERNS } from "#patterns/index.ts";
import { choiceAt, siteOf, type Choice, type Pattern, type Site } from "#patterns/pattern.ts";
import { openGallery } from "#session/opening.ts";
import { edit } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { Field } from "#ui/Field.tsx";
import styles from "./PatternChoices.module.css";

interface Props {
  readonly scenario: Scenario;
  /** A service. */
  readonly node: ScenarioNode;
}

/** The patterns that concern a service: which of its designs the drawing has, and the others to choose from. */
export function PatternChoices({ scenario, node }: Props) {
  const site = useMemo(() => siteOf(scenario, node.id), [scenario, node.id]);
  const concerned = site === null ? [] : PATTERNS.filter((pattern) => pattern.concerns(site));
  if (site === null || concerned.length === 0)
    return (
      <p className={styles["none"]}>
        No pattern concerns {node.name} yet. Let it read a topic, publish, or call a service.
      </p>
    );
  return (
    <div className={styles["list"]}>
      {concerned.map((pattern) => (
        <Chooser key={pattern.id} pattern={pattern} site={site} />
      ))}
    </div>
  );
}

function Chooser({ pattern, site }: { readonly pattern: Pattern; readonly site: Site }) {
  const now = choiceAt(pattern, site);
  const wordsId = useId();
  const blocked = pattern.choices.flatMap((choice) => {
    const reason = choice === now ? null : (choice.blockedAt?.(site) ?? null);
    return reason === null ? [] : [{ choice, reason }];
  });
  const { shownIn } = pattern;
  return (
    <div className={styles["pattern"]} role="group" aria-label={pattern.title}>
      <Field label={pattern.title}>
        {(control) => (
          <select
            {...control}
            aria-describedby={wordsId}
            value={now?.id ?? ""}
            onChange={({ target }) => choose(pattern, target.value, site)}
          >
            {now === null && (
              <option value="" disabled>
                Settings of its own
              </option>
            )}
            {pattern.choices.map((choice) => (
              <option
                key={choice.id}
                value={choice.id}
                disabled={blocked.some((each) => each.choice === choice)}
              >
                {choice.label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Words id={wordsId} now={now} />
      {blocked.length > 0 && (
        <details className={styles["blocked"]}>
          <summary>Not possible here: {blocked.map(({ choice }) => choice.label).join("; ")}</summary>
          <ul aria-label={`Cannot be chosen under ${pattern.title}`}>
            {blocked.map(({ choice, reason }) => (
              <li key={choice.id}>
                <b>{choice.label}</b>: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      {shownIn !== null && (
        <Button look="quiet" className={styles["show"]} onClick={() => void openGallery(shownIn)}>
          See it in the gallery
        </Button>
      )}
    </div>
  );
}

/** What the design promises, and what it costs. */
function Words({ id, now }: { readonly id: string; readonly now: Choice | null }) {
  return (
    <div id={id} className={styles["words"]}>
      <p>{now?.promises ?? "Its settings are none of these designs."}</p>
      {now !== null && <p className={styles["cost"]}>But: {now.costs}</p>}
    </div>
  );
}

/** One step of undo, whatever settings, cards and wires it takes. */
function choose(pattern: Pattern, id: string, site: Site): void {
  const choice = pattern.choices.find((each) => each.id === id);
  if (choice === undefined) return;
  edit(`${pattern.title} of ${site.service.name}: ${choice.label}`, (scenario) => {
    const now = siteOf(scenario, site.service.id);
    return now === null ? scenario : choice.choose(scenario, now);
  });
}
