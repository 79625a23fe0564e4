import type { FastifyReply } from "fastify";
import type { Answer } from "../../coordinator.ts";
import { shown } from "../../crm/suggest.ts";
import type { StoredItem } from "../../rules/item.ts";
import { entityOf } from "../../rules/lookup.ts";
import { anActivity, anItem, aWholeItem } from "../api/answers.ts";
import { entity, id, limit, ofItem } from "../api/parameters.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, anOpenObject, aText, aWhole, listOf, orNull } from "../api/schema.ts";
import { collectPage } from "../page.ts";
import { problem, problemOf, refuse } from "../problem.ts";
import { viewActivity, viewItem, viewWhole } from "../views.ts";
import type { RouteParts } from "./parts.ts";

const tag = "Items";
const stage = aText({ minLength: 1, description: "Title of a stage.", examples: ["Wait for payment"] });
const theItem = { 200: { description: "The item as it is then.", schema: anItem } };

/** Items: made, changed, moved, deleted and shown. */
export function itemRoutes({ coordinator, ruleSets }: RouteParts): readonly Route[] {
  const schema = () => ruleSets.current().schema;

  function answer(reply: FastifyReply, status: number, result: Answer<StoredItem>): FastifyReply {
    return result.ok
      ? reply.code(status).send(viewItem(result.value, schema()))
      : refuse(reply, problemOf(result));
  }

  return [
    route({
      method: "POST",
      path: "/v1/items/{entity}",
      scope: "events:write",
      tag,
      summary: "creates an item",
      params: anObject({ entity }),
      body: anOpenObject(
        {},
        { id, stage, pipeline: aText({ minLength: 1, description: "Title of a pipeline." }) },
        {
          description: "The fields of the item, by their names.",
          examples: [{ title: "Acme", amount: 60000 }],
        },
      ),
      answers: {
        201: {
          description: "The new item.",
          schema: anItem,
          headers: { location: "The address of the item." },
        },
      },
      problems: [404, 409, 422],
      handle: async ({ params, body, caller, reply }) => {
        const made = await coordinator.create(params.entity, body, caller.by);
        if (made.ok)
          reply.header("location", `/v1/items/${encodeURIComponent(params.entity)}/${made.value.id}`);
        return answer(reply, 201, made);
      },
    }),
    route({
      method: "GET",
      path: "/v1/items/{entity}",
      scope: "runs:read",
      tag,
      summary: "lists the items of an entity by their ids",
      params: anObject({ entity }),
      query: anObject(
        {},
        { limit, after: aWhole({ minimum: 1, description: "Id of the last item of the page before." }) },
      ),
      answers: {
        200: {
          description: "A page. `next` is what `after` has to be for the next one; null at the end.",
          schema: anOpenObject({ items: listOf(anItem), next: orNull(aWhole({ minimum: 1 })) }),
        },
      },
      problems: [404],
      handle: async ({ params, query, reply }) => {
        if (entityOf(schema(), params.entity) === undefined) {
          const detail = `The schema has no entity "${shown(params.entity)}".`;
          return refuse(reply, problem(404, detail, { field: "entity" }));
        }
        const { entries, next } = await collectPage<StoredItem>(
          query.limit ?? 100,
          (most, last) => {
            const after = last?.id ?? query.after;
            return coordinator.items(params.entity, { limit: most, ...(after !== undefined && { after }) });
          },
          (item) => viewItem(item, schema()),
        );
        const cursor = JSON.stringify(next?.id ?? null);
        return reply.type("application/json").send(`{"items":${entries},"next":${cursor}}`);
      },
    }),
    route({
      method: "GET",
      path: "/v1/items/{entity}/{id}",
      scope: "runs:read",
      tag,
      summary: "shows an item with its visits and their runs",
      params: ofItem,
      answers: { 200: { description: "The item.", schema: aWholeItem } },
      problems: [404],
      handle: async ({ params, reply }) => {
        const view = await coordinator.item(params);
        return view
          ? reply.send(viewWhole(view, schema()))
          : refuse(reply, problem(404, `There is no item ${shown(params.entity)}/${params.id}.`));
      },
    }),
    route({
      method: "PATCH",
      path: "/v1/items/{entity}/{id}",
      scope: "events:write",
      tag,
      summary: "changes fields of an item",
      params: ofItem,
      body: anOpenObject(
        {},
        {},
        { description: "The fields to change, by their names.", examples: [{ amount: 70000 }] },
      ),
      answers: theItem,
      problems: [404, 409, 422],
      handle: async ({ params, body, caller, reply }) =>
        answer(reply, 200, await coordinator.update(params, body, caller.by)),
    }),
    route({
      method: "DELETE",
      path: "/v1/items/{entity}/{id}",
      scope: "events:write",
      tag,
      summary: "deletes an item",
      description: "What waits for it is cancelled, its history stays, its id is not given away again.",
      params: ofItem,
      answers: { 200: { description: "The item as it was.", schema: anItem } },
      problems: [404],
      handle: async ({ params, caller, reply }) =>
        answer(reply, 200, await coordinator.remove(params, caller.by)),
    }),
    route({
      method: "POST",
      path: "/v1/items/{entity}/{id}/activities/{activity}/complete",
      scope: "events:write",
      tag,
      summary: "completes an open record of an item's timeline, such as a task",
      description:
        "What waits for a task to be completed goes on. One that is completed already stays as it is.",
      params: anObject({
        entity,
        id,
        activity: aWhole({ minimum: 1, description: "Id of the record.", examples: [1] }),
      }),
      answers: { 200: { description: "The record as it is then.", schema: anActivity } },
      problems: [404],
      handle: async ({ params, caller, reply }) => {
        const ref = { entity: params.entity, id: params.id };
        const answered = await coordinator.completeActivity(ref, params.activity, caller.by);
        return answered.ok ? reply.send(viewActivity(answered.value)) : refuse(reply, problemOf(answered));
      },
    }),
    route({
      method: "POST",
      path: "/v1/items/{entity}/{id}/move",
      scope: "events:write",
      tag,
      summary: "moves an item to another stage",
      params: ofItem,
      body: anObject({ stage }),
      answers: theItem,
      problems: [404, 409, 422],
      handle: async ({ params, body, caller, reply }) =>
        answer(reply, 200, await coordinator.move(params, body.stage, caller.by)),
    }),
  ];
}
