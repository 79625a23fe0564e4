import type { Url } from "./types.ts";

/** A file that the service keeps: what a field of the type File can hold. */
export interface StoredFile {
  readonly name: string;
  /** `application/pdf` */
  readonly type: string;
  /** SHA-256 of what is in it, in hexadecimal: the name under which it is kept. */
  readonly hash: string;
  /** Where the service gives it out to who has a token: `/v1/files/` and the hash. */
  readonly url: Url;
}

/** Where actions put files. They are kept once, however often they are put, and survive restarts. */
export interface Files {
  /**
   * Keeps a file. It is on disk when the promise is fulfilled.
   *
   * @param name what people see, such as `offer.pdf`
   * @param type its media type
   * @param bytes at most 25 MiB
   */
  readonly put: (name: string, type: string, bytes: Uint8Array) => Promise<StoredFile>;
  /** What is in a file that was put; null where there is none. */
  readonly read: (file: Pick<StoredFile, "hash">) => Promise<Uint8Array | null>;
}
