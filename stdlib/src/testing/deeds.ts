import type { Coordinator, ItemRef } from "@onstage/runtime";
import type { JsonObject } from "@onstage/runtime/rules";

/** Something that people or other systems do to a funnel. */
export type Deed =
  | {
      readonly kind: "create" | "place";
      readonly entity: string;
      readonly fields: JsonObject;
      readonly by: string;
    }
  | { readonly kind: "update"; readonly item: ItemRef; readonly fields: JsonObject; readonly by: string }
  | { readonly kind: "move"; readonly item: ItemRef; readonly stage: string; readonly by: string }
  | { readonly kind: "remove"; readonly item: ItemRef; readonly by: string }
  | {
      readonly kind: "event";
      readonly id: string;
      readonly type: string;
      readonly item: string;
      readonly payload: JsonObject;
    }
  | {
      readonly kind: "run";
      readonly run: string;
      readonly what: "retry" | "runNow" | "stop" | "sent" | "send-again";
      readonly by: string;
    }
  | {
      readonly kind: "rule";
      readonly rule: string;
      readonly what: "disable" | "enable";
      readonly by: string;
    }
  | { readonly kind: "enroll"; readonly rule: string; readonly digest: string; readonly by: string };

/** Does it, and answers what the coordinator answers. */
export function doDeed(coordinator: Coordinator, deed: Deed): Promise<unknown> {
  switch (deed.kind) {
    case "create":
      return coordinator.create(deed.entity, deed.fields, deed.by);
    case "place":
      return coordinator.place(deed.entity, deed.fields);
    case "update":
      return coordinator.update(deed.item, deed.fields, deed.by);
    case "move":
      return coordinator.move(deed.item, deed.stage, deed.by);
    case "remove":
      return coordinator.remove(deed.item, deed.by);
    case "event":
      return coordinator.receive({ ...deed });
    case "run":
      return deed.what === "sent" || deed.what === "send-again"
        ? coordinator.confirm(deed.run, deed.what, deed.by)
        : coordinator[deed.what](deed.run, deed.by);
    case "rule":
      return deed.what === "disable"
        ? coordinator.disableRule(deed.rule, deed.by)
        : coordinator.enableRule(deed.rule, deed.by);
    case "enroll":
      return coordinator.applyEnrollment(deed.rule, deed.digest, deed.by);
  }
}

/**
 * The coordinator that tells of each deed before it is done.
 *
 * @param current the coordinator to hand calls to: it may be another one each time
 * @param created told of the id of an item that was created by a deed
 */
export function tellingCoordinator(
  current: () => Coordinator,
  told: (deed: Deed) => void,
  created: (deed: Deed, id: number) => void,
): Coordinator {
  const telling: Partial<Coordinator> = {
    create: async (entity, fields, by) => {
      const deed: Deed = { kind: "create", entity, fields, by };
      told(deed);
      const answer = await current().create(entity, fields, by);
      if (answer.ok) created(deed, answer.value.id);
      return answer;
    },
    place: (entity, fields) => {
      told({ kind: "place", entity, fields, by: "" });
      return current().place(entity, fields);
    },
    update: (item, fields, by) => {
      told({ kind: "update", item, fields, by });
      return current().update(item, fields, by);
    },
    move: (item, stage, by) => {
      told({ kind: "move", item, stage, by });
      return current().move(item, stage, by);
    },
    remove: (item, by) => {
      told({ kind: "remove", item, by });
      return current().remove(item, by);
    },
    receive: (event, origin) => {
      told({ kind: "event", ...event });
      return current().receive(event, origin);
    },
    retry: (run, by) => {
      told({ kind: "run", run, what: "retry", by });
      return current().retry(run, by);
    },
    runNow: (run, by) => {
      told({ kind: "run", run, what: "runNow", by });
      return current().runNow(run, by);
    },
    stop: (run, by) => {
      told({ kind: "run", run, what: "stop", by });
      return current().stop(run, by);
    },
    confirm: (run, what, by) => {
      told({ kind: "run", run, what, by });
      return current().confirm(run, what, by);
    },
    disableRule: (rule, by) => {
      told({ kind: "rule", rule, what: "disable", by });
      return current().disableRule(rule, by);
    },
    enableRule: (rule, by) => {
      told({ kind: "rule", rule, what: "enable", by });
      return current().enableRule(rule, by);
    },
    applyEnrollment: (rule, digest, by) => {
      told({ kind: "enroll", rule, digest, by });
      return current().applyEnrollment(rule, digest, by);
    },
  };
  return new Proxy(current(), {
    get: (_first, name) => Reflect.get(telling, name) ?? Reflect.get(current(), name),
  });
}
