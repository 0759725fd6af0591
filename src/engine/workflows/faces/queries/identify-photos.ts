import { readFile } from "node:fs/promises";
import { z } from "zod";
import { toLoteError } from "../../../errors/lote-error.ts";
import { defineQuery, type QueryDefinition, type QueryKind } from "../../../queries/query.ts";
import { Identifier, type SeenPhoto } from "../identify/identifier.ts";
import type { OpenReader } from "../reader.ts";

const input = z.object({
  /** Absolute paths. */
  photos: z.array(z.string()),
  model: z.string().nullable(),
  vectors: z.enum(["mysql", "workspace"]).nullable(),
});

/** What was seen in a photo, or why nothing could be. */
const row = z.object({
  item: z.string(),
  width: z.number().optional(),
  height: z.number().optional(),
  secondLook: z.boolean().optional(),
  faces: z
    .array(
      z.object({
        box: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
        score: z.number(),
        verdict: z.enum(["known", "doubtful", "unknown"]),
        person: z.string().nullable(),
        matches: z.array(z.object({ person: z.string(), distance: z.number(), confidence: z.number() })),
        margin: z.number().nullable(),
        taken: z.boolean(),
      }),
    )
    .optional(),
  failure: z
    .object({ code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number()])) })
    .optional(),
});
export type IdentifiedPhoto = z.infer<typeof row>;

/** Who is in photos. It changes nothing but the audit. */
export const identifyPhotos: QueryKind<z.infer<typeof input>, IdentifiedPhoto> = {
  name: "faces.identify",
  input,
  row,
};

/** Answers {@link identifyPhotos}; the models stay loaded from one to the next. */
export function identifyQuery(openReader: OpenReader): QueryDefinition {
  return defineQuery(identifyPhotos, (environment) => {
    const open = new Map<string, Promise<Identifier>>();
    const opened = (model: string | null, vectors: z.infer<typeof input>["vectors"]) => {
      const key = JSON.stringify([model, vectors]);
      const identifier = open.get(key) ?? Identifier.open(environment, { openReader, model, vectors });
      open.set(key, identifier);
      identifier.catch(() => open.delete(key));
      return identifier;
    };
    return {
      run: async function* ({ photos, model, vectors }, signal) {
        const identifier = await opened(model, vectors);
        const gallery = await identifier.gallery();
        for (const item of photos) {
          if (signal.aborted) return;
          try {
            yield { item, ...shown(await identifier.see(await readFile(item), gallery, "identify", signal)) };
          } catch (error) {
            if (signal.aborted) return;
            const { code, data } = toLoteError(error, { path: item });
            yield { item, failure: { code, data: { ...data } } };
          }
        }
      },
      close: async () => {
        for (const identifier of open.values()) await (await identifier).close();
      },
    };
  });
}

function shown({ width, height, secondLook, faces }: SeenPhoto): Omit<IdentifiedPhoto, "item"> {
  return {
    width,
    height,
    secondLook,
    faces: faces.map((face) => ({ ...face, matches: [...face.matches] })),
  };
}
