import { actionCrm, type CrmDesk, createOutbound, filesInMemory, noDesk } from "@onstage/runtime";
import type {
  ActionContext,
  ActionItem,
  Client,
  EventWait,
  ItemChange,
  Provider,
} from "@onstage/runtime/actions";

/** What a test wants to be different from a deal of 60,000 euros with Ann as its contact. */
export interface ContextParts {
  readonly item?: Partial<ActionItem>;
  readonly clients?: readonly Client[];
  readonly key?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What the way out reaches beyond the public internet. */
  readonly allow?: readonly string[];
  readonly desk?: CrmDesk;
}

/** A context as the service makes it, with real providers opened from the given environment. */
export interface TestContext extends ActionContext {
  readonly changes: readonly ItemChange[];
  /** What it was told to wait for. */
  readonly waits: readonly EventWait<unknown>[];
  /** Closes the providers that were opened. */
  readonly close: () => void;
}

export const ann: Client = { entity: "contacts", id: 7, name: "Ann", email: "ann@acme.example" };

function canClose(value: unknown): value is { close: () => void } {
  return typeof value === "object" && value !== null && "close" in value && typeof value.close === "function";
}

export function testContext(parts: ContextParts = {}): TestContext {
  const changes: ItemChange[] = [];
  const waits: EventWait<unknown>[] = [];
  const open = new Map<string, unknown>();
  const outbound = createOutbound({ allow: parts.allow ?? [] });
  const signal = parts.signal ?? new AbortController().signal;
  return {
    item: {
      entity: "deals",
      id: 42,
      title: "Acme",
      stage: "Wait for payment",
      fields: { title: "Acme", amount: 60000, currency: "EUR" },
      ...parts.item,
    },
    clients: parts.clients ?? [ann],
    run: {
      id: "deals-42-1-link",
      key: parts.key ?? "run-key-1",
      attempt: 1,
      rule: "link",
      source: { file: "rules/pay.rules", line: 2 },
    },
    now: "2026-03-02T09:00:00.000Z",
    signal,
    use: <T>(provider: Provider<T>) => {
      if (!open.has(provider.name)) open.set(provider.name, provider.open(parts.environment ?? {}, outbound));
      // Opened just above, by a provider of this name.
      return open.get(provider.name) as T;
    },
    fetch: outbound.fetch,
    secret: (name) => parts.environment?.[name] ?? "",
    ...actionCrm({ desk: parts.desk ?? noDesk, key: parts.key ?? "run-key-1", signal }),
    files: filesInMemory(),
    change: (change) => void changes.push(change),
    waitFor: <T>(wait: EventWait<T>): T => {
      waits.push(wait);
      return wait.timedOut;
    },
    changes,
    waits,
    close: () => {
      for (const value of open.values()) if (canClose(value)) value.close();
    },
  };
}

/** The error that a promise is rejected with; fails the test where it is not. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("it should have failed");
}
