/** Registry of subcommands. The key is what people type; the order is that of the help. */
import type { Command } from "#cli/command.ts";
import { formats } from "#schema/formats/index.ts";
import { check } from "./check.ts";
import { compare } from "./compare.ts";
import { compatOf } from "./compat.ts";
import { docs } from "./docs.ts";
import { format } from "./format.ts";
import { link } from "./link.ts";
import { partition } from "./partition.ts";
import { picture } from "./picture.ts";
import { run } from "./run.ts";
import { schema } from "./schema.ts";
import { sweep } from "./sweep.ts";
import { validate } from "./validate.ts";
import { vectors } from "./vectors.ts";

export const commands: Readonly<Record<string, Command>> = {
  run,
  compare,
  sweep,
  validate,
  partition,
  picture,
  link,
  vectors,
  check,
  compat: compatOf(formats),
  format,
  schema,
  docs,
};
