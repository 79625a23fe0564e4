import { type HttpPeer, type PeerAnswer, startPeer } from "./http-peer.ts";

export const metaToken = "EAAs3cret";

function problem(status: number, code: number, message: string): PeerAnswer {
  return { status, json: { error: { message, type: "OAuthException", code } } };
}

/** Custom audiences of Meta's Marketing API, as its reference describes the edge `users`. */
export async function startMeta(): Promise<HttpPeer & { readonly members: ReadonlySet<string> }> {
  const members = new Set<string>();
  const peer = await startPeer(({ method, path, headers, text }) => {
    if (headers.authorization !== `Bearer ${metaToken}`)
      return problem(400, 190, "Invalid OAuth access token.");
    if (path !== "/v24.0/2384/users") return problem(400, 100, "Unsupported request.");
    const payload: { readonly schema?: readonly string[]; readonly data?: readonly (readonly string[])[] } =
      JSON.parse(new URLSearchParams(text).get("payload") ?? "{}");
    const rows = payload.data ?? [];
    if (rows.length === 0 || payload.schema === undefined) return problem(400, 100, "Invalid parameter");
    const isKey = (key: string) => key === "" || /^[0-9a-f]{64}$/u.test(key);
    const valid = rows.filter((row) => row.length === payload.schema?.length && row.every(isKey));
    for (const key of valid.flat().filter((one) => one !== "")) {
      if (method === "DELETE") members.delete(key);
      else members.add(key);
    }
    return {
      status: 200,
      json: {
        audience_id: "2384",
        num_received: rows.length,
        num_invalid_entries: rows.length - valid.length,
      },
    };
  });
  return { ...peer, members };
}
