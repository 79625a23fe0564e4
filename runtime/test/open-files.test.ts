import { expect, it } from "vitest";
import { roomFor, roomForConnections } from "../src/open-files.ts";

it.each([
  [undefined, { incoming: 1000, outgoing: 256 }],
  [1_048_576, { incoming: 1000, outgoing: 256 }],
  [1024, { incoming: 462, outgoing: 92 }],
  [256, { incoming: 78, outgoing: 15 }],
  [64, { incoming: 16, outgoing: 4 }],
])("shares what may be open out, so that there is room for the rest: %s", (limit, room) => {
  expect(roomFor(limit)).toEqual(room);
});

it("knows the limit of this process", () => {
  const { incoming, outgoing } = roomForConnections();
  expect(Number.isSafeInteger(incoming) && Number.isSafeInteger(outgoing)).toBe(true);
});
