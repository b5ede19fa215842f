/** Registry of faults. The key is what documents save; the order is that of the menus. */
import { brokerCrash } from "./broker-crash.ts";
import { brokerRestart } from "./broker-restart.ts";
import { brokerStop } from "./broker-stop.ts";
import { changeFold } from "./change-fold.ts";
import { cutNetwork } from "./cut-network.ts";
import { eraseSubject } from "./erase-subject.ts";
import { fullDisk } from "./full-disk.ts";
import { healNetwork } from "./heal-network.ts";
import { discardDeadLetters } from "./discard-dead-letters.ts";
import { mendDeadLetters } from "./mend-dead-letters.ts";
import { redrive } from "./redrive.ts";
import { mendDisk } from "./mend-disk.ts";
import { slowDisk } from "./slow-disk.ts";
import { changeRate } from "./change-rate.ts";
import { crash } from "./crash.ts";
import { addPartitions } from "./add-partitions.ts";
import { clockSkew } from "./clock-skew.ts";
import { resetOffsets } from "./reset-offsets.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { seek } from "./seek.ts";
import type { Fault } from "./fault.ts";
import { pause } from "./pause.ts";
import { databaseDown } from "./database-down.ts";
import { databaseUp } from "./database-up.ts";
import { deploy } from "./deploy.ts";
import { poisonNext } from "./poison-next.ts";
import { rebuildProjection } from "./rebuild-projection.ts";
import { registerSchema } from "./register-schema.ts";
import { registryDown } from "./registry-down.ts";
import { registryUp } from "./registry-up.ts";
import { setCompatibility } from "./set-compatibility.ts";
import { restart } from "./restart.ts";
import { scale } from "./scale.ts";
import { slowDown } from "./slow-down.ts";
import { stop } from "./stop.ts";

export const faults: Readonly<Record<string, Fault>> = {
  crash,
  stop,
  restart,
  pause,
  "slow-down": slowDown,
  "poison-next": poisonNext,
  "change-rate": changeRate,
  scale,
  "broker-crash": brokerCrash,
  "broker-stop": brokerStop,
  "broker-restart": brokerRestart,
  "cut-network": cutNetwork,
  "heal-network": healNetwork,
  "slow-disk": slowDisk,
  "full-disk": fullDisk,
  "mend-disk": mendDisk,
  "rolling-restart": rollingRestart,
  "clock-skew": clockSkew,
  seek,
  "add-partitions": addPartitions,
  "reset-offsets": resetOffsets,
  deploy,
  "register-schema": registerSchema,
  "set-compatibility": setCompatibility,
  "registry-down": registryDown,
  "registry-up": registryUp,
  redrive,
  "discard-dead-letters": discardDeadLetters,
  "mend-dead-letters": mendDeadLetters,
  "rebuild-projection": rebuildProjection,
  "erase-subject": eraseSubject,
  "change-fold": changeFold,
  "database-down": databaseDown,
  "database-up": databaseUp,
};

/** Fault kinds in the order that trace rows number them. */
export const FAULT_NAMES = Object.keys(faults);
