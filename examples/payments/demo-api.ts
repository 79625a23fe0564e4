import type { VisitReport } from "@onstage/stdlib/testing";

/** An item as the service answers it. */
export interface ItemAnswer {
  readonly id: number;
  readonly stage?: string;
  readonly title?: string;
  readonly visits: readonly VisitReport[];
}

/** The few calls of the API that the demo makes, as any client would make them. */
export interface Api {
  readonly create: (entity: string, fields: Readonly<Record<string, unknown>>) => Promise<number>;
  readonly move: (item: string, stage: string) => Promise<void>;
  readonly item: (item: string) => Promise<ItemAnswer>;
  readonly list: (entity: string) => Promise<readonly ItemAnswer[]>;
}

/** Makes the calls of a service's API. An answer that is no success throws with the service's own sentence. */
export function apiOf(url: string, token: string): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    // The shapes are those of the service's own documentation.
    create: async (entity, fields) => ((await call("POST", `items/${entity}`, fields)) as ItemAnswer).id,
    move: async (item, stage) => {
      await call("POST", `items/${item}/move`, { stage });
    },
    item: async (item) => (await call("GET", `items/${item}`)) as ItemAnswer,
    list: async (entity) =>
      ((await call("GET", `items/${entity}`)) as { readonly items: readonly ItemAnswer[] }).items,
  };
}
