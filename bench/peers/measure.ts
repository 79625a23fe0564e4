import path from "node:path";
import type { Peer, RunningPeer } from "./peer.ts";

/** Jobs a second, from the first one put in to the last one done. */
export interface PeerFigures {
  readonly bulk: number;
  readonly single: number;
}

export interface PeerLoad {
  readonly bulk: number;
  readonly bulkSize: number;
  readonly single: number;
  readonly callers: number;
}

const warmUp = 2000;

async function addSingly(peer: RunningPeer, count: number, callers: number): Promise<void> {
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await peer.addOne();
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Measures a peer with the load of the service, or says why it cannot be. */
export async function measure(
  peer: Peer,
  load: PeerLoad,
  folder: string,
): Promise<PeerFigures | { readonly lacks: string }> {
  const running = await peer.start(path.join(folder, peer.name.replaceAll(/\W+/g, "-")));
  if ("lacks" in running) return running;
  await using own = running;
  let jobs = warmUp;
  await own.addMany(warmUp);
  await own.done(jobs);
  const timed = async (count: number, add: () => Promise<void>): Promise<number> => {
    const before = performance.now();
    jobs += count;
    await add();
    await own.done(jobs);
    return (count / (performance.now() - before)) * 1000;
  };
  const bulk = await timed(load.bulk, async () => {
    for (let sent = 0; sent < load.bulk; sent += load.bulkSize) await own.addMany(load.bulkSize);
  });
  const single = await timed(load.single, () => addSingly(own, load.single, load.callers));
  return { bulk, single };
}
