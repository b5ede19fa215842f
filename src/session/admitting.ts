/**
 * The one door for what comes from outside the app: files, pastes, drops, links. What is large is judged in a worker
 * that is ended afterwards, or after two seconds; what is small stays in the page.
 *
 * Small texts may, since all that the door does is proportional to their length: `json-scan.ts` reads each character
 * once, and nothing is parsed before it has passed. The worst text of 64 kB that was found takes some 30 ms.
 */
import { refused, type Result } from "#base/result.ts";
import { BYTES_MAX } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import type { FromDoor, ToDoor } from "./admit-worker/protocol.ts";
import { sniff } from "#scenario/sniff.ts";
import { admitText } from "./files.ts";

/** Bytes or characters that are judged in the page. */
export const IN_PAGE_LENGTH_MAX = 65_536;
/** No document within the limits needs a tenth of it. */
const WORK_MS_MAX = 2_000;
/** The worker's code may have to come over a slow line; after this the page does it itself. */
const START_MS_MAX = 10_000;

/** Of a Worker, what is used here. */
export interface DoorWorker {
  postMessage(question: ToDoor): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromDoor>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** What the door needs of the world; tests have their own. */
interface DoorPorts {
  /** Throws where there can be no worker. */
  readonly spawn: () => DoorWorker | Promise<DoorWorker>;
  /** Calls back once after `ms`; the answer prevents it. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

const realPorts: DoorPorts = {
  spawn: async () => (await import("./admit-worker/spawn.ts")).spawnDoor(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The document, or everything that is wrong with it; `name` is what refusals call it. Never rejects, never hangs the page. */
export async function admitOutside(
  input: Uint8Array | string,
  name: string,
  ports: DoorPorts = realPorts,
): Promise<Result<Scenario>> {
  if (input.length <= IN_PAGE_LENGTH_MAX) return admitText(input, name);
  let worker: DoorWorker;
  try {
    worker = await ports.spawn();
  } catch {
    return admitText(input, name);
  }
  const result = await ask(worker, { input, name }, ports);
  return result ?? admitText(input, name);
}

/** The worker's answer; a refusal where it took too long or died of it; null where it could not start. */
function ask(worker: DoorWorker, question: ToDoor, ports: DoorPorts): Promise<Result<Scenario> | null> {
  return new Promise((resolve) => {
    let isReady = false;
    let cancel = ports.after(START_MS_MAX, () => end(null));
    const end = (result: Result<Scenario> | null): void => {
      cancel();
      worker.terminate();
      resolve(result);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end(isReady ? gaveUp(question.name, "could not be read: it brought down the reader") : null);
    };
    worker.onmessage = ({ data }) => {
      if (data.is === "admitted") return end(data.result);
      isReady = true;
      cancel();
      cancel = ports.after(WORK_MS_MAX, () =>
        end(gaveUp(question.name, "took longer than 2 s to read and was given up")),
      );
      worker.postMessage(question);
    };
  });
}

function gaveUp(name: string, what: string): Result<Scenario> {
  return refused([
    {
      code: "given-up",
      path: "",
      says: `${name} ${what}.`,
      tryThis: "Nothing was changed. A scenario is read in milliseconds: check that this is one.",
    },
  ]);
}

/** Enough to tell what kind of file it is. */
const HEAD_BYTES = 64;

/**
 * Reads a file that a person gave. What it is, is told from its first bytes, and one that is too large is not read any
 * further. Never rejects.
 */
export async function readScenarioFile(file: Blob & { readonly name?: string }): Promise<Result<Scenario>> {
  const name = file.name ?? "The file";
  try {
    if (file.size > BYTES_MAX) {
      const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
      return sniff(head) === null ? tooLarge(name, file.size) : await admitText(head, name);
    }
    return await admitOutside(new Uint8Array(await file.arrayBuffer()), name);
  } catch {
    return refused([
      {
        code: "unreadable",
        path: "",
        says: `${name} cannot be read.`,
        tryThis: "A folder cannot be opened; choose one file.",
      },
    ]);
  }
}

function tooLarge(name: string, bytes: number): Result<Scenario> {
  return refused([
    {
      code: "too-large",
      path: "",
      says: `${name} has ${Math.ceil(bytes / 1e6)} MB, at most 4 MB are read.`,
      tryThis: "A scenario file is rarely larger than 100 kB: check that this is one.",
    },
  ]);
}
