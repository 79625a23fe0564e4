import { type HttpPeer, type PeerAnswer, type PeerRequest, startPeer } from "./http-peer.ts";

export const account = "AC0123456789abcdef0123456789abcdef";
export const authToken = "s3cret-twilio-token";

/** Numbers to which something goes wrong, with the errors that Twilio documents for them. */
const refusals: ReadonlyMap<
  string,
  { readonly status: number; readonly code: number; readonly message: string }
> = new Map([
  ["+15005550001", { status: 400, code: 21211, message: "Invalid 'To' Phone Number: +15005550001" }],
  ["+15005550004", { status: 400, code: 21610, message: "Attempt to send to unsubscribed recipient" }],
  ["+15005550009", { status: 429, code: 20429, message: "Too Many Requests" }],
  ["+15005550010", { status: 500, code: 20500, message: "Internal Server Error" }],
]);
export const cutNumber = "+15005550011";

function problem(status: number, code: number, message: string): PeerAnswer {
  return { status, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

/** Twilio's REST API of 2010-04-01, as its reference describes the resources Messages and Calls. */
export async function startTwilio(
  statuses: readonly string[] = ["queued", "ringing", "completed"],
): Promise<HttpPeer> {
  const looks = new Map<string, number>();
  const calls = `/2010-04-01/Accounts/${account}/Calls`;

  const create = (request: PeerRequest): PeerAnswer => {
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    const form = new URLSearchParams(isForm ? request.text : "");
    const to = form.get("To") ?? "";
    if (to === "") return problem(400, 21201, "No 'To' number is specified");
    if (to === cutNumber) return "cut";
    const refused = refusals.get(to);
    if (refused) return problem(refused.status, refused.code, refused.message);
    if (request.path === `/2010-04-01/Accounts/${account}/Messages.json`) {
      if (!form.get("From") && !form.get("MessagingServiceSid"))
        return problem(400, 21603, "A 'From' phone number is required");
      if (!form.get("Body")) return problem(400, 21602, "Message body is required.");
      return { status: 201, json: { sid: `SM${"0".repeat(32)}`, status: "queued", to, error_code: null } };
    }
    if (request.path === `${calls}.json`) {
      if (!form.get("From")) return problem(400, 21213, "No 'From' number is specified");
      if (!form.get("Twiml") && !form.get("Url")) return problem(400, 21205, "Url parameter is required.");
      return { status: 201, json: { sid: `CA${"1".repeat(32)}`, status: "queued", to, duration: null } };
    }
    return problem(404, 20404, "The requested resource was not found");
  };
  const look = ({ path }: PeerRequest): PeerAnswer => {
    const sid = path.slice(calls.length + 1).replace(/\.json$/u, "");
    if (!path.startsWith(`${calls}/CA`)) return problem(404, 20404, "The requested resource was not found");
    const count = (looks.get(sid) ?? 0) + 1;
    looks.set(sid, count);
    const status = statuses[Math.min(count, statuses.length - 1)];
    return { status: 200, json: { sid, status, duration: status === "completed" ? "12" : null } };
  };
  const expected = `Basic ${Buffer.from(`${account}:${authToken}`).toString("base64")}`;
  return startPeer((request) => {
    if (request.headers.authorization !== expected) return problem(401, 20003, "Authenticate");
    return request.method === "POST" ? create(request) : look(request);
  });
}
