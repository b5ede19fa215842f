/** Codecs, each loaded when a question first needs it. */
import type { Codec } from "#schema/codec.ts";
import type { FormatName, SchemaFormat } from "#schema/format.ts";

const loaded = new Map<FormatName, Codec<unknown>>();

/** Loads a format's codec, for `codecOf`. Never rejects: what cannot be loaded is missing there. */
export async function loadCodecOf(format: SchemaFormat): Promise<void> {
  if (loaded.has(format.name)) return;
  const codec = await format.loadCodec().catch(() => null);
  if (codec !== null) loaded.set(format.name, codec);
}

/** A format's codec once it was loaded; null where there is none. */
export function codecOf({ name }: SchemaFormat): Codec<unknown> | null {
  return loaded.get(name) ?? null;
}
