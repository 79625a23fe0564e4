import type { ServerResponse } from "node:http";
import type { NumberedChange } from "../ledger/port.ts";
import type { StreamEnd } from "./http-metrics.ts";
import { frameOf, type Live, type LiveClient, type PlacedMessage } from "./live.ts";
import { type LivePlace, placeText } from "./live-id.ts";
import { changeMessage, eventText, fits, type LiveFilter } from "./live-message.ts";

export interface ConnectionOptions {
  readonly response: ServerResponse;
  readonly live: Live;
  readonly filter: LiveFilter;
  /** Where the client was before; undefined where it begins. */
  readonly from: LivePlace | undefined;
  /** Changes of all items behind a place in the history. */
  readonly changesAfter: (seq: number, limit: number) => Promise<readonly NumberedChange[]>;
  /** Whether the token still holds. */
  readonly holds: () => boolean;
  readonly ended: (how: StreamEnd) => void;
  readonly settings?: ConnectionSettings;
}

/** How long and how much, where it is not as usual. */
export interface ConnectionSettings {
  /** Milliseconds between two signs of life. */
  readonly heartbeat?: number;
  /** Bytes that may wait to be taken by the client. */
  readonly mostWaiting?: number;
}

/** Changes of the history are read in pages; who was away for more than so many pages reads the rest elsewhere. */
const page = 500;
const mostPages = 20;
/** Milliseconds until a connection is cut whose client does not take the last message. */
const patience = 2000;

const lastWords: Readonly<Record<Exclude<StreamEnd, "left">, string>> = {
  slow: "The client did not take the messages as fast as they came. Come back with Last-Event-ID.",
  revoked: "The token does not hold any more.",
  stopped: "The service stops. Come back with Last-Event-ID.",
  failed: "The ledger cannot be read at the moment. Come back with Last-Event-ID.",
};

/**
 * Tells one client of live changes until it leaves, is too slow, its token is taken back, or the service stops. What it
 * missed comes first: from memory where that reaches back far enough, or else the changes of items from the history of
 * the ledger, with a `gap` that says that runs may have changed meanwhile.
 */
export async function connectLive(options: ConnectionOptions): Promise<void> {
  const { response, live, filter, from, holds, changesAfter } = options;
  const { heartbeat = 15_000, mostWaiting = 1024 * 1024 } = options.settings ?? {};
  let over = false;
  /** What comes while that is sent which was missed. */
  let held: PlacedMessage[] | undefined = [];
  let heldCharacters = 0;
  let leave: (() => void) | undefined;

  function end(how: StreamEnd): void {
    if (over) return;
    over = true;
    clearInterval(beat);
    leave?.();
    options.ended(how);
    if (how === "left") return;
    response.end(`${eventText("end", { reason: how, detail: lastWords[how] })}\n`);
    const impatient = setTimeout(() => response.destroy(), patience).unref();
    response.once("close", () => clearTimeout(impatient));
  }

  function send(text: string): void {
    if (over || text === "") return;
    if (!holds()) {
      end("revoked");
      return;
    }
    response.write(text);
    if (response.writableLength > mostWaiting) end("slow");
  }

  const client: LiveClient = {
    tell: (messages) => {
      const meant = messages.filter(({ about }) => fits(filter, about));
      if (held === undefined) {
        send(meant.map(frameOf).join(""));
        return;
      }
      held.push(...meant);
      for (const { text } of meant) heldCharacters += text.length;
      if (heldCharacters > mostWaiting) end("slow");
    },
    stop: () => end("stopped"),
  };
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      if (over || !response.writableNeedDrain) return resolve();
      response.once("drain", resolve).once("close", resolve);
    });

  const beat = setInterval(() => send(": still here\n\n"), heartbeat);
  response.on("close", () => end("left"));

  /** The changes of items since the client was there; the last place in the history that it knows then. */
  async function tellHistory({ seq }: LivePlace, now: LivePlace): Promise<number> {
    let last = seq;
    for (let count = 0; count < mostPages && !over; count += 1) {
      const changes = await changesAfter(last, page);
      const messages = changes.map((one) => ({
        ...changeMessage(one),
        place: { ...now, seq: one.seq, number: 0 },
      }));
      send(
        messages
          .filter(({ about }) => fits(filter, about))
          .map(frameOf)
          .join(""),
      );
      last = changes.at(-1)?.seq ?? last;
      if (changes.length < page) return last;
      await drained();
    }
    return last;
  }

  async function begin(): Promise<void> {
    const { place, leave: out } = await live.join(client);
    leave = out;
    if (over) return out();
    const missed = from === undefined ? [] : live.since(from);
    let known = from?.seq ?? place.seq;
    if (missed === undefined && from !== undefined) {
      // An id of another ledger may lie behind the end of this one.
      known = await tellHistory({ ...from, seq: Math.min(from.seq, place.seq) }, place);
      const detail = "Runs may have changed meanwhile: read GET /v1/runs.";
      send(`${eventText("gap", { detail })}\n`);
    }
    const later = held ?? [];
    held = undefined;
    const seen = new Set((missed ?? []).map((one) => one.place.number));
    const all = [...(missed ?? []), ...later.filter((one) => !seen.has(one.place.number))]
      .filter(({ about }) => fits(filter, about))
      .filter(({ about }) => about.kind === "run" || about.seq > known);
    send(all.map(frameOf).join(""));
    const here = all.at(-1)?.place ?? place;
    send(`id: ${placeText(here)}\n${eventText("ready", {})}\n`);
  }

  try {
    await begin();
  } catch (error) {
    end("failed");
    throw error;
  }
}
