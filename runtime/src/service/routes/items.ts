import type { FastifyInstance, FastifyReply } from "fastify";
import type { Answer } from "../../coordinator.ts";
import type { StoredItem } from "../../rules/item.ts";
import { entityOf } from "../../rules/lookup.ts";
import { problem, problemOf, refuse } from "../problem.ts";
import { readId, readLimit, readObject, readQuery, wrong } from "../request.ts";
import { viewItem, viewWhole } from "../views.ts";
import { caller, type RouteParts } from "./parts.ts";

interface Entity {
  Params: { entity: string };
}
interface One {
  Params: { entity: string; id: string };
}

const largestPage = 1000;

/** Items: made, changed, moved, deleted and shown. */
export function itemRoutes(app: FastifyInstance, { coordinator, ruleSets }: RouteParts): void {
  const schema = () => ruleSets.current().schema;

  function answer(reply: FastifyReply, status: number, result: Answer<StoredItem>): FastifyReply {
    return result.ok
      ? reply.code(status).send(viewItem(result.value, schema()))
      : refuse(reply, problemOf(result));
  }

  app.post<Entity>("/v1/items/:entity", async ({ params, body }, reply) => {
    const fields = readObject(body);
    if (!fields.ok) return refuse(reply, fields.problem);
    const made = await coordinator.create(params.entity, fields.value, caller);
    if (made.ok) reply.header("location", `/v1/items/${encodeURIComponent(params.entity)}/${made.value.id}`);
    return answer(reply, 201, made);
  });

  app.patch<One>("/v1/items/:entity/:id", async ({ params, body }, reply) => {
    const id = readId(params.id);
    if (!id.ok) return refuse(reply, id.problem);
    const fields = readObject(body);
    if (!fields.ok) return refuse(reply, fields.problem);
    const ref = { entity: params.entity, id: id.value };
    return answer(reply, 200, await coordinator.update(ref, fields.value, caller));
  });

  app.post<One>("/v1/items/:entity/:id/move", async ({ params, body }, reply) => {
    const id = readId(params.id);
    if (!id.ok) return refuse(reply, id.problem);
    const read = readObject(body);
    if (!read.ok) return refuse(reply, read.problem);
    const { stage, ...rest } = read.value;
    const other = Object.keys(rest)[0];
    if (other !== undefined) return refuse(reply, wrong(other, `A move takes "stage" alone.`).problem);
    if (typeof stage !== "string" || stage === "") {
      return refuse(reply, wrong("stage", `"stage" is the title of the stage to move to.`).problem);
    }
    const ref = { entity: params.entity, id: id.value };
    return answer(reply, 200, await coordinator.move(ref, stage, caller));
  });

  app.delete<One>("/v1/items/:entity/:id", async ({ params }, reply) => {
    const id = readId(params.id);
    if (!id.ok) return refuse(reply, id.problem);
    return answer(reply, 200, await coordinator.remove({ entity: params.entity, id: id.value }, caller));
  });

  app.get<One>("/v1/items/:entity/:id", async ({ params }, reply) => {
    const id = readId(params.id);
    if (!id.ok) return refuse(reply, id.problem);
    const view = await coordinator.item({ entity: params.entity, id: id.value });
    return view
      ? reply.send(viewWhole(view, schema()))
      : refuse(reply, problem(404, `There is no item ${params.entity}/${id.value}.`));
  });

  app.get<Entity>("/v1/items/:entity", async ({ params, query }, reply) => {
    if (entityOf(schema(), params.entity) === undefined) {
      return refuse(reply, problem(404, `The schema has no entity "${params.entity}".`, { field: "entity" }));
    }
    const read = readQuery(query, ["limit", "after"]);
    if (!read.ok) return refuse(reply, read.problem);
    const limit = readLimit(read.value.limit, largestPage);
    if (!limit.ok) return refuse(reply, limit.problem);
    const after = read.value.after === undefined ? undefined : readId(read.value.after);
    if (after && !after.ok) return refuse(reply, { ...after.problem, field: "after" });
    const page = after ? { limit: limit.value, after: after.value } : { limit: limit.value };
    const items = await coordinator.items(params.entity, page);
    const next = items.length === limit.value ? (items.at(-1)?.id ?? null) : null;
    return reply.send({ items: items.map((item) => viewItem(item, schema())), next });
  });
}
