/**
 * The program that a service stands for, as its author would write it with Kafka's client: each setting that decides
 * something is a line of it. While the run goes on, the line that an instance is at is the one whose `at` it does.
 */
import { readConfig } from "#scenario/fields.ts";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { ACTIVITIES } from "#sim/frame.ts";
import { kinds } from "#sim/kinds/index.ts";
import { groupOfService } from "#sim/service-group.ts";

/** The settings that become lines, as the kinds describe them. */
interface ServiceSettings {
  readonly publishes: string;
  readonly transactional: boolean;
  readonly callTimeoutMs: number;
  readonly callAttempts: number;
  readonly circuitBreaker: boolean;
  readonly rateLimiter: boolean;
  readonly limitForPeriod: number;
  readonly limitRefreshPeriodMs: number;
  readonly limiterTimeoutMs: number;
  readonly effect: keyof typeof EFFECTS;
  readonly deduplication: "none" | "table" | "before" | "after";
  readonly sagaStep: boolean;
  readonly refusesPercent: number;
  readonly whenFailed: "undo" | "undo-each" | "nothing";
  readonly tellsUndone: boolean;
  readonly publication: "after-commit" | "before-commit" | "outbox-polling" | "outbox-cdc";
}

interface GroupSettings {
  readonly commit: "auto" | "before-processing" | "after-batch" | "after-record";
  readonly commitCall: "sync" | "async";
  readonly autoCommitIntervalMs: number;
  readonly fetchMaxWaitMs: number;
  readonly maxAttempts: number;
  readonly afterLastAttempt: "block" | "skip";
}

type Activity = (typeof ACTIVITIES)[number];

export interface CodeLine {
  readonly text: string;
  /** What an instance does while it is at this line. */
  readonly at: readonly Activity[];
}

interface Writing {
  readonly lines: CodeLine[];
  depth: number;
}

/** The program of a service that reads topics; null of one that reads none, or whose settings are not in order. */
export function consumerCode(scenario: Scenario, node: ScenarioNode): readonly CodeLine[] | null {
  const group = groupOfService(scenario, node.id);
  if (group === undefined) return null;
  const config = readConfig(kinds["service"]!.fields, node.config, "");
  const groupConfig = readConfig(kinds["consumer-group"]!.fields, group.config, "");
  if (!config.ok || !groupConfig.ok) return null;
  // The fields have judged them.
  const service = config.value as unknown as ServiceSettings;
  const nameOf = (id: string): string => scenario.nodes.find((each) => each.id === id)?.name ?? id;
  const ends = (id: string, kind: string, end: "from" | "to"): readonly string[] =>
    scenario.wires
      .filter((wire) => wire.kind === kind && wire[end === "to" ? "from" : "to"] === id)
      .map((wire) => nameOf(wire[end]));
  const tells = (what: "done" | "failed"): readonly string[] =>
    scenario.wires
      .filter((wire) => wire.kind === "publishes" && wire.from === node.id)
      .map(({ to }) => scenario.nodes.find(({ id }) => id === to))
      .flatMap((topic) =>
        topic !== undefined && (topic.config["tells"] ?? "done") === what ? [topic.name] : [],
      );
  return program({
    group: group.name,
    service,
    config: groupConfig.value as unknown as GroupSettings,
    reads: ends(group.id, "consumes", "from"),
    publishes: service.publishes === "per-message" || service.sagaStep ? tells("done") : [],
    failures: tells("failed"),
    calls: ends(node.id, "calls", "to"),
    stores: ends(node.id, "stores", "to"),
    deadLetters: ends(group.id, "dead-letters", "to"),
    retries: ends(group.id, "retries", "to"),
  });
}

interface Parts {
  readonly group: string;
  readonly service: ServiceSettings;
  readonly config: GroupSettings;
  readonly reads: readonly string[];
  readonly publishes: readonly string[];
  /** Topics that are told that a request has failed. */
  readonly failures: readonly string[];
  readonly calls: readonly string[];
  readonly stores: readonly string[];
  readonly deadLetters: readonly string[];
  readonly retries: readonly string[];
}

function program(parts: Parts): readonly CodeLine[] {
  const { service, config } = parts;
  const out: Writing = { lines: [], depth: 0 };
  put(out, `// group.id = ${parts.group}, ${commitText(config)}`);
  put(out, `consumer.subscribe(List.of(${parts.reads.map(quoted).join(", ")}));`);
  open(out, "while (running) {");
  put(
    out,
    `var records = consumer.poll(Duration.ofMillis(${config.fetchMaxWaitMs}));`,
    "idle",
    "joining",
    "polling",
  );
  if (service.transactional) put(out, "producer.beginTransaction();");
  if (config.commit === "before-processing") put(out, `${commitCall(config)};`, "committing");
  open(out, "for (var record : records) {");
  open(out, "try {");
  handling(out, parts);
  close(out, "} catch (Exception failure) {");
  failing(out, parts);
  close(out, "}");
  if (config.commit === "after-record") put(out, `${commitCall(config)};`, "committing");
  close(out, "}", false);
  if (service.transactional) {
    put(out, "producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());");
    put(out, "producer.commitTransaction();", "committing");
  } else if (config.commit === "after-batch") put(out, `${commitCall(config)};`, "committing");
  close(out, "}", false);
  return lit(out.lines);
}

/**
 * Sees to it that some line is lit whatever an instance does: an automatic commit happens inside poll(), and what has no
 * line of its own (a command on an event store, a library's own waits) is part of handling the record.
 */
function lit(lines: readonly CodeLine[]): readonly CodeLine[] {
  const missing = ACTIVITIES.filter((activity) => !lines.some(({ at }) => at.includes(activity)));
  const isOf = (activity: Activity) => (each: Activity) =>
    (each === "committing" ? "idle" : "working") === activity;
  return lines.map(({ text, at }) => ({
    text,
    at: [
      ...at,
      ...at
        .filter((each) => each === "idle" || each === "working")
        .flatMap((each) => missing.filter(isOf(each))),
    ],
  }));
}

function handling(out: Writing, parts: Parts): void {
  const { service, calls, stores, publishes } = parts;
  const { deduplication } = service;
  if (deduplication === "before") put(out, "if (!seen.add(record.eventId())) continue;");
  put(out, "handle(record);", "working");
  for (const name of calls) calling(out, name, service);
  const sends = publishes.map((topic) => `producer.send(new ProducerRecord<>(${quoted(topic)}, result));`);
  const effect = EFFECTS[service.effect];
  if (effect !== null && stores.length === 0) put(out, effect, "storing");
  if (service.sagaStep && stores.length > 0) return step(out, parts);
  if (stores.length > 0) {
    if (service.publication === "before-commit") for (const send of sends) put(out, send, "publishing");
    open(out, `database.inTransaction(transaction -> {`, "storing");
    if (deduplication === "table")
      put(out, 'if (!transaction.insertIfNew("processed", record.eventId())) return;');
    if (effect !== null) put(out, effect);
    if (service.publication.startsWith("outbox"))
      for (const topic of publishes) put(out, `transaction.insert("outbox", ${quoted(topic)}, result);`);
    close(out, "});", false);
    if (service.publication === "after-commit") for (const send of sends) put(out, send, "publishing");
  } else for (const send of sends) put(out, send, "publishing");
  if (deduplication === "after") put(out, "seen.add(record.eventId());");
}

/** A call, with what is around it as resilience4j's Decorators put it: what is named first is innermost. */
function calling(out: Writing, name: string, service: ServiceSettings): void {
  const call = `http.call(${quoted(name)}, record).get(${service.callTimeoutMs}, MILLISECONDS)`;
  const { callAttempts, circuitBreaker, limitForPeriod, limitRefreshPeriodMs, limiterTimeoutMs } = service;
  if (!service.rateLimiter && !circuitBreaker) return put(out, `${call};`, "calling");
  put(out, `Decorators.ofCallable(() -> ${call})`, "calling");
  out.depth++;
  if (service.rateLimiter) {
    const limit = `${limitForPeriod} in ${limitRefreshPeriodMs} ms, waits up to ${limiterTimeoutMs} ms`;
    put(out, `.withRateLimiter(limiter(${quoted(name)})) // ${limit}`, "awaiting-permission");
  }
  if (circuitBreaker) put(out, `.withCircuitBreaker(breaker(${quoted(name)}))`);
  if (callAttempts > 1) put(out, `.withRetry(retry(${callAttempts}))`);
  put(out, ".call();");
  out.depth--;
}

/** A step of a saga by events, in one transaction with what it tells. */
function step(out: Writing, { failures, publishes, service }: Parts): void {
  const hasOutbox = service.publication.startsWith("outbox");
  const tell = (topics: readonly string[], what: string): void => {
    for (const topic of topics)
      put(
        out,
        hasOutbox
          ? `transaction.insert("outbox", ${quoted(topic)}, ${what});`
          : `afterCommit.add(new ProducerRecord<>(${quoted(topic)}, ${what}));`,
      );
  };
  const isKeyed = service.whenFailed === "undo";
  open(out, "database.inTransaction(transaction -> {", "storing");
  open(out, "if (record.tellsFailure()) {");
  if (service.whenFailed === "nothing") put(out, "return;");
  else {
    if (isKeyed) {
      put(out, 'if (!transaction.insertIfNew("failed", record.requestId())) return;');
      put(out, 'if (transaction.delete("step", record.requestId()) == 0) return;');
    }
    if (service.effect === "add") put(out, TAKES_BACK);
    if (service.tellsUndone) tell(failures, "undone");
  }
  close(out, "} else {");
  if (isKeyed) put(out, 'if (transaction.has("failed", record.requestId())) return;');
  if (service.whenFailed !== "undo-each")
    put(out, 'if (!transaction.insertIfNew("step", record.requestId())) return;');
  if (service.refusesPercent > 0) {
    open(out, "if (!isPossible(record)) {");
    tell(failures, "refused");
    put(out, "return;");
    close(out, "}");
  }
  if (service.effect === "add") put(out, EFFECTS.add);
  tell(publishes, "result");
  close(out, "}");
  close(out, "});", false);
  if (!hasOutbox) put(out, "afterCommit.forEach(producer::send);", "publishing");
}

const TAKES_BACK = 'transaction.execute("UPDATE balance SET amount = amount - ? WHERE key = ?");';

function failing(out: Writing, { config, deadLetters, retries }: Parts): void {
  const last = `if (attempt(record) >= ${config.maxAttempts})`;
  const pause = `consumer.seek(record); pause(record, backoff(attempt(record)));`;
  const [retry] = retries;
  const [queue] = deadLetters;
  if (retry !== undefined)
    put(out, `producer.send(new ProducerRecord<>(${quoted(retry)}, record));`, "backing-off");
  else if (queue !== undefined) {
    put(out, `${last} producer.send(new ProducerRecord<>(${quoted(queue)}, record));`, "publishing");
    put(out, `else { ${pause} }`, "backing-off");
  } else if (config.afterLastAttempt === "skip") {
    put(out, `${last} continue;`);
    put(out, pause, "backing-off");
  } else put(out, pause, "backing-off");
}

const EFFECTS = {
  none: null,
  add: 'transaction.execute("UPDATE balance SET amount = amount + ? WHERE key = ?");',
  upsert: 'transaction.execute("INSERT … ON CONFLICT (key) DO UPDATE SET value = ?");',
  "upsert-versioned":
    'transaction.execute("INSERT … ON CONFLICT (key) DO UPDATE … WHERE excluded.version > version");',
  email: "mail.send(record);",
  "email-keyed": "mail.send(record, idempotencyKey(record.eventId()));",
} as const;

function commitText({ commit, autoCommitIntervalMs }: GroupSettings): string {
  return commit === "auto"
    ? `enable.auto.commit = true, every ${autoCommitIntervalMs} ms inside poll()`
    : "enable.auto.commit = false";
}

function commitCall({ commitCall: how }: GroupSettings): string {
  return how === "sync" ? "consumer.commitSync()" : "consumer.commitAsync()";
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

function put(out: Writing, text: string, ...at: Activity[]): void {
  out.lines.push({ text: "  ".repeat(out.depth) + text, at });
}

function open(out: Writing, text: string, ...at: Activity[]): void {
  put(out, text, ...at);
  out.depth++;
}

/** Ends a block; `goesOn`: another one begins in the same line. */
function close(out: Writing, text: string, goesOn = text.endsWith("{")): void {
  out.depth--;
  put(out, text);
  if (goesOn) out.depth++;
}
