import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { codeOf } from "../../unknown.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, aText } from "../api/schema.ts";
import { filesFolder, HASH, pathOfFile } from "../kept-files.ts";
import { problem, refuse } from "../problem.ts";
import type { RouteParts } from "./parts.ts";

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Files that actions have put. */
export function fileRoutes({ data }: RouteParts): readonly Route[] {
  const hash = aText({
    pattern: "^[0-9a-f]{64}$",
    description: "SHA-256 of the file in hexadecimal, as `hash` of a field of the type File has it.",
    // That of a file with nothing in it.
    examples: ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  });
  return [
    route({
      method: "GET",
      path: "/v1/files/{hash}",
      scope: "runs:read",
      tag: "Items",
      summary: "hands out a file that an action has put",
      description: "Its name and its media type stand in the field that holds it.",
      params: anObject({ hash }),
      answers: { 200: { description: "What is in the file.", type: "application/octet-stream" } },
      problems: [404],
      handle: async ({ params, reply }) => {
        const path = pathOfFile(filesFolder(data), params.hash);
        const size = HASH.test(params.hash) ? await sizeOf(path) : undefined;
        if (size === undefined) return refuse(reply, problem(404, "There is no such file."));
        return reply
          .type("application/octet-stream")
          .header("content-length", size)
          .header("content-disposition", "attachment")
          .header("x-content-type-options", "nosniff")
          .send(createReadStream(path));
      },
    }),
  ];
}
