/** The page of all settings (`docs/settings.md`), made of the field descriptions, so that it cannot go stale. */
import type { Field, Fields } from "#scenario/fields.ts";
import { faults } from "./faults/index.ts";
import { FORMS } from "./invariants/index.ts";
import { kinds } from "./kinds/index.ts";
import { runSettings } from "./run-settings.ts";

/** The page as Markdown. */
export function settingsDoc(): string {
  const parts = [
    "# Settings",
    "Every setting of a scenario: its name in the file, what it means, what is allowed, what a new one starts with. " +
      "The names of the real system stand beside ours; where our initial value differs from its default, the default is given. " +
      "This page is made of the same descriptions as the forms and the messages: `npm run eventyard -- docs > docs/settings.md`.",
    "## The run",
    "`settings` of the scenario.",
    table(runSettings),
  ];
  for (const kind of Object.values(kinds)) {
    parts.push(
      `## ${kind.title}`,
      `\`"kind": "${kind.kind}"\`. ${kind.summary}`,
      wires(kind.wires),
      table(kind.fields),
    );
  }
  parts.push(
    "## Interventions",
    "What a person does during a run, as timed lines of the scenario (`interventions`).",
  );
  for (const [name, fault] of Object.entries(faults)) {
    const targets = fault.targets.map((target) => kinds[target]?.title.toLowerCase() ?? target).join(" or ");
    parts.push(`### ${fault.title}`, `\`"kind": "${name}"\`, happens to a ${targets}. ${fault.summary}`);
    if (Object.keys(fault.fields).length > 0) parts.push(table(fault.fields));
  }
  parts.push(
    "## Invariants",
    "What a person demands of the run (`invariants`), judged while it goes on. Without a `name` it is called by what it demands.",
  );
  for (const [name, form] of Object.entries(FORMS)) {
    const targets = form.targets.map((target) => kinds[target]?.title.toLowerCase() ?? target).join(" or ");
    parts.push(`### ${form.title}`, `\`"kind": "${name}"\`, speaks of a ${targets}. ${form.summary}`);
    if (Object.keys(form.fields).length > 0) parts.push(table(form.fields));
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function wires(legal: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries(legal).map(
    ([kind, to]) =>
      `\`${kind}\` leads to a ${to.map((each) => kinds[each]?.title.toLowerCase() ?? each).join(" or ")}`,
  );
  return lines.length === 0 ? "" : `Wires that start here: ${lines.join("; ")}.`;
}

function table(fields: Fields): string {
  const rows = Object.entries(fields).map(
    ([name, field]) =>
      `| \`${name}\` | ${cell(field.label)} | ${cell(field.help)}${when(field, fields)} | ${cell(allowed(field))} | ${cell(initial(field))} | ${real(field)} |`,
  );
  return [
    "| setting | label | what it means | allowed | initially | in Kafka |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function when(field: Field, fields: Fields): string {
  if (field.when === undefined) return "";
  const other = fields[field.when.field];
  if (other?.type === "number")
    return ` Only with \`${field.when.field}\` other than ${String(other.initial)}.`;
  return ` Only with \`${field.when.field}\` ${field.when.is.map((value) => `\`${String(value)}\``).join(", ")}.`;
}

function allowed(field: Field): string {
  switch (field.type) {
    case "number":
      return `${field.min} to ${field.max}${field.whole ? ", whole" : ""}${field.unit === "none" ? "" : ` (${field.unit})`}`;
    case "choice":
      return Object.entries(field.options)
        .map(([value, says]) => `\`${value}\` ${says}`)
        .join("; ");
    case "boolean":
      return "true, false";
    case "node":
      return `id of a ${field.kind}`;
    case "subject":
      return "id of a schema subject";
    case "text":
      return `text of at most ${field.maxLength} characters`;
  }
}

function initial(field: Field): string {
  return field.initial === "" ? "none" : `\`${String(field.initial)}\``;
}

function real(field: Field): string {
  const name = field.configName === undefined ? "" : `\`${field.configName}\``;
  return field.realDefault === undefined ? name : `${name}, default ${cell(field.realDefault)}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
