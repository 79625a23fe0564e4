import type { News, Parcel, Reply } from "./messages.ts";

/** Collects what the core has to say. */
export interface Outbox {
  readonly line: (line: string) => void;
  readonly news: (news: News) => void;
  readonly reply: (reply: Reply) => void;
}

/**
 * Makes an outbox.
 *
 * @param send is called once a piece of work is over, with all that it has brought: one message for many
 */
export function createOutbox(send: (parcel: Parcel) => void): Outbox {
  let lines = "";
  let news: News[] = [];
  let replies: Reply[] = [];
  let planned = false;

  function flush(): void {
    const parcel = { lines, news, replies };
    lines = "";
    news = [];
    replies = [];
    planned = false;
    send(parcel);
  }
  function plan(): void {
    if (planned) return;
    planned = true;
    // After all that follows at once from what happened, and before anything else happens.
    process.nextTick(flush);
  }

  return {
    line: (line) => {
      lines += line;
      plan();
    },
    news: (one) => {
      news.push(one);
      plan();
    },
    reply: (one) => {
      replies.push(one);
      plan();
    },
  };
}
