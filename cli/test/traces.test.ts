import { createServer } from "node:http";
import { startMailCatcher, startPaymentDesk } from "@onstage/stdlib/testing";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "./serving.ts";
import { project } from "./support.ts";

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
}

/** Every span in a request of OpenTelemetry's protocol, wherever it stands. */
function spansIn(value: unknown): readonly Span[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "spanId" in value && "name" in value ? [value as Span] : [];
  return [...own, ...Object.values(value).flatMap(spansIn)];
}

it("traces a payment link and a mail from the move that they go back to, and tells nothing of what was in them", async () => {
  using own = project();
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => {
      body += part.toString();
    });
    request.on("end", () => {
      bodies.push(body);
      response.setHeader("content-type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => collector.once("listening", resolve));
  onTestFinished(() => void collector.close());
  const address = collector.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const mail = await startMailCatcher();
  const desk = await startPaymentDesk();
  const serving = await serve(own, {
    ONSTAGE_SMTP_URL: mail.url,
    ONSTAGE_PAYMENTS_URL: desk.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  await serving.call("POST", "items/contacts", { name: "Ann", email: "ann@acme.example" });
  await serving.call("POST", "items/deals", { title: "Acme", amount: 60000, contact: 1 });
  await serving.call("POST", "items/deals/1/move", { stage: "Wait for payment" });
  await mail.waitForMail(1);
  serving.child.kill("SIGTERM");
  expect(await serving.ended).toBe(0);
  await Promise.all([mail.stop(), desk.stop()]);

  const spans = bodies.flatMap((body) => spansIn(JSON.parse(body)));
  const way = (span: Span): readonly string[] => {
    const parent = spans.find((one) => one.spanId === span.parentSpanId && one.traceId === span.traceId);
    return [...(parent ? way(parent) : []), span.name];
  };
  const move = "POST /v1/items/:entity/:id/move";
  const ways = spans.map((span) => way(span).join(" > "));
  expect(ways).toContain(`${move} > run link > action createPaymentLink > POST`);
  expect(ways).toContain(`${move} > run sendEmail > action sendEmail > SMTP`);
  expect(bodies.join("")).not.toMatch(/ann@|Acme|\/pay\//);
});
