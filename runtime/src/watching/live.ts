import { randomBytes } from "node:crypto";
import type { Committed } from "../ledger/port.ts";
import { type LivePlace, placeText } from "./live-id.ts";
import { changeMessage, type LiveMessage, runMessage } from "./live-message.ts";

/** A message with its place in the stream. */
export interface PlacedMessage extends LiveMessage {
  readonly place: LivePlace;
}

/** One who is told of live changes. Its methods come back at once. */
export interface LiveClient {
  readonly tell: (messages: readonly PlacedMessage[]) => void;
  /** The service stops. */
  readonly stop: () => void;
}

/** Who watches, and what was told lately. */
export interface Live {
  readonly committed: (committed: Committed) => void;
  /**
   * From now on the client is told.
   *
   * @returns where it begins, and how to end it
   */
  readonly join: (client: LiveClient) => Promise<{ readonly place: LivePlace; readonly leave: () => void }>;
  /** What was told behind a place; undefined where that is not remembered any more. */
  readonly since: (place: LivePlace) => readonly PlacedMessage[] | undefined;
  /** Whether the service stops. */
  readonly stopped: () => boolean;
  readonly stop: () => void;
}

export interface LiveOptions {
  /** Whether commits have to be told of: nobody pays for news that nobody hears. */
  readonly listen: (on: boolean) => Promise<void>;
  /** The place of the last change in the history. */
  readonly lastChange: () => Promise<number>;
  /** Milliseconds for which news are remembered when the last client has gone: it may come back. */
  readonly linger?: number;
}

/** How much is remembered for those who come back. */
const mostRemembered = 5000;
const mostCharacters = 8 * 1024 * 1024;

/** Makes the one that hears of commits and tells all who watch. */
export function createLive({ listen, lastChange, linger = 60_000 }: LiveOptions): Live {
  const clients = new Set<LiveClient>();
  let memory: PlacedMessage[] = [];
  let characters = 0;
  let era = "";
  let number = 0;
  /** The number of the last message that is not remembered any more. */
  let forgotten = 0;
  let seq = 0;
  let hearing: Promise<void> | undefined;
  let lingering: NodeJS.Timeout | undefined;
  let stopped = false;

  async function begin(): Promise<void> {
    era = randomBytes(4).toString("hex");
    await listen(true);
    seq = Math.max(seq, await lastChange());
  }

  function end(): void {
    hearing = undefined;
    memory = [];
    characters = 0;
    number = 0;
    forgotten = 0;
    void listen(false).catch(() => undefined);
  }

  function remember(messages: readonly PlacedMessage[]): void {
    memory.push(...messages);
    for (const { text } of messages) characters += text.length;
    let most = 0;
    while (memory.length - most > mostRemembered || characters > mostCharacters) {
      characters -= memory[most]?.text.length ?? 0;
      forgotten = memory[most]?.place.number ?? forgotten;
      most += 1;
    }
    if (most > 0) memory = memory.slice(most);
  }

  function placed(message: LiveMessage): PlacedMessage {
    number += 1;
    if (message.about.kind === "item") seq = message.about.seq;
    return { ...message, place: { seq, era, number } };
  }

  return {
    committed: ({ changes, runs }) => {
      if (hearing === undefined) return;
      const messages = [...changes.map(changeMessage), ...runs.map(runMessage)].map(placed);
      if (messages.length === 0) return;
      remember(messages);
      for (const client of clients) client.tell(messages);
    },
    join: async (client) => {
      clearTimeout(lingering);
      hearing ??= begin();
      clients.add(client);
      const leave = (): void => {
        if (!clients.delete(client) || clients.size > 0) return;
        clearTimeout(lingering);
        lingering = setTimeout(end, linger).unref();
      };
      try {
        await hearing;
      } catch (error) {
        hearing = undefined;
        leave();
        throw error;
      }
      return { place: { seq, era, number }, leave };
    },
    since: (place) => {
      if (place.era !== era || place.number < forgotten || place.number > number) return undefined;
      return memory.filter(({ place: its }) => its.number > place.number);
    },
    stopped: () => stopped,
    stop: () => {
      stopped = true;
      clearTimeout(lingering);
      for (const client of clients) client.stop();
    },
  };
}

/** A message as it is sent, with its id. */
export function frameOf({ place, text }: PlacedMessage): string {
  return `id: ${placeText(place)}\n${text}\n`;
}
