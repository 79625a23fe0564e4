/** The process of a measured service: it starts as it is told, and stops when whoever started it lets go of it. */
import { once } from "node:events";
import { startService } from "@onstage/runtime/service";
import type { ServiceOrder } from "./service.ts";

// Only `startServiceProcess` speaks on this channel.
const [order] = (await once(process, "message")) as [ServiceOrder];
const service = await startService({ ...order, port: 0 });
process.send?.({ url: service.url });
// How much processor time all its threads have used up to now.
process.on("message", () => process.send?.(process.cpuUsage()));
await once(process, "disconnect");
await service.stop();
