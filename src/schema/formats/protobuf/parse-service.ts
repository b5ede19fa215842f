/** `service` and its calls. */
import { type Draft, within } from "./draft.ts";
import { parseDotted, parseOptionStatement } from "./parse-options.ts";
import type { ProtoOption, ProtoRpc, ProtoService } from "./schema.ts";

type RpcDraft = { -readonly [K in keyof ProtoRpc]: ProtoRpc[K] };

export function parseService(draft: Draft): ProtoService {
  const { cursor } = draft;
  const first = cursor.expect("service", "first");
  const name = cursor.word("the service's name");
  cursor.count(name);
  cursor.expect("{", "behind the service's name");
  const doc = cursor.doc(first);
  const rpcs: ProtoRpc[] = [];
  const options: ProtoOption[] = [];
  const fullName = within(draft.file.package, name.text);
  while (!cursor.atEnd && !cursor.is("}")) {
    cursor.attempt(() => {
      if (cursor.take(";") !== null) return;
      if (cursor.is("option")) parseOptionStatement(cursor, options);
      else rpcs.push(parseRpc(draft, fullName));
    });
  }
  cursor.expect("}", "at the end of the service");
  return {
    name: name.text,
    fullName,
    nameRange: { start: name.start, end: name.end },
    range: { start: first.start, end: cursor.previousEnd },
    doc,
    options,
    rpcs,
  };
}

function parseRpc(draft: Draft, scope: string): ProtoRpc {
  const { cursor } = draft;
  const first = cursor.expect("rpc", "before the name of a call");
  const name = cursor.word("the call's name");
  cursor.count(name);
  const input = parseSide(draft);
  cursor.expect("returns", "between what is sent and what comes back");
  const output = parseSide(draft);
  const options: ProtoOption[] = [];
  if (cursor.take("{") === null) cursor.semicolon();
  else {
    while (!cursor.atEnd && !cursor.is("}")) {
      cursor.attempt(() => {
        if (cursor.take(";") === null) parseOptionStatement(cursor, options);
      });
    }
    cursor.expect("}", "at the end of the call");
  }
  const rpc: RpcDraft = {
    name: name.text,
    nameRange: { start: name.start, end: name.end },
    range: { start: first.start, end: cursor.previousEnd },
    doc: cursor.doc(first),
    options,
    inputText: input.text,
    inputRange: input.range,
    input: null,
    inputStreams: input.streams,
    outputText: output.text,
    outputRange: output.range,
    output: null,
    outputStreams: output.streams,
  };
  for (const side of ["input", "output"] as const) {
    const { text, range } = side === "input" ? input : output;
    draft.pending.push({
      name: text,
      range,
      scope,
      wanted: "message",
      resolve: (found) => {
        if (found.kind === "message") rpc[side] = found;
      },
    });
  }
  return rpc;
}

function parseSide(draft: Draft): {
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly streams: boolean;
} {
  const { cursor } = draft;
  cursor.expect("(", "before the message's name");
  const streams = cursor.is("stream") && cursor.peek(1).text !== ")";
  if (streams) cursor.next();
  const { start } = cursor.token;
  const text = parseDotted(cursor, "a message's name");
  const range = { start, end: cursor.previousEnd };
  cursor.expect(")", "behind the message's name");
  return { text, range, streams };
}
