/** A place in the stream of live changes. */
export interface LivePlace {
  /** The last change in the history of the ledger up to there. */
  readonly seq: number;
  /** Which memory of messages its number is one of: each start of a service has its own. */
  readonly era: string;
  /** The number of the message. */
  readonly number: number;
}

const form = /^(\d{1,15})\.([0-9a-f]{8})\.(\d{1,15})$/;

/** A place as the id of a message. */
export function placeText({ seq, era, number }: LivePlace): string {
  return `${seq}.${era}.${number}`;
}

/** The place that an id stands for; undefined where it is none. */
export function readPlace(text: string): LivePlace | undefined {
  const [, seq, era, number] = form.exec(text) ?? [];
  if (seq === undefined || era === undefined || number === undefined) return undefined;
  return { seq: Number(seq), era, number: Number(number) };
}
