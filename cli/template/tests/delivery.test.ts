import "@onstage/stdlib/testing/vitest";
import { testFunnel } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { orderParcel } from "../actions/orderParcel.ts";

it("orders a parcel once the client has paid, and says so", async () => {
  const crm = testFunnel({ rules: new URL("..", import.meta.url), now: "2026-06-08 10:00" });
  crm.mock(orderParcel).returns({ number: "P-17" });
  const deal = await crm.create("deals", { title: "Acme", stage: "Wait for payment", responsible: 1 });
  await crm.send({ type: "orderPaid", item: deal });
  expect(deal).toBeIn("Product delivery");
  expect(deal).toHaveRun("notify", { message: "Parcel P-17 is ordered for Acme" });
});
