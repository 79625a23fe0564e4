/**
 * Who has a call: memory that both threads see, so that a call is carried out or taken back, and never both, even where
 * the executor is too busy to read its messages. Each place holds the number of the call that is offered in it, or its
 * negative once the executor has begun it.
 */
export type Claims = Int32Array<SharedArrayBuffer>;

/** Makes the memory for as many calls at a time. */
export function createClaims(places: number): Claims {
  return new Int32Array(new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT));
}

/** Offers a call in a free place. */
export function offer(claims: Claims, place: number, id: number): void {
  Atomics.store(claims, place, id);
}

/** The executor takes the call: from here on it may have its effect. False where it was taken back. */
export function claim(claims: Claims, place: number, id: number): boolean {
  return Atomics.compareExchange(claims, place, id, -id) === id;
}

/** Takes a call back; false where the executor has begun it. */
export function takeBack(claims: Claims, place: number, id: number): boolean {
  return Atomics.compareExchange(claims, place, id, 0) === id;
}

/** Whether the executor has begun the call. */
export function hasBegun(claims: Claims, place: number, id: number): boolean {
  return Atomics.load(claims, place) === -id;
}
