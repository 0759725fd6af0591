/**
 * Asks one embedder for one part of a painted corpus. What to ask comes on stdin, what came of it goes to stdout, both
 * as JSON: see `ask-in-parts.ts`.
 */
import { join } from "node:path";
import { askEngine } from "./ask-engine.ts";
import type { PartRequest, WrittenPart } from "./ask-in-parts.ts";
import { benchEmbedders } from "./embedders.ts";
import { onePart, readCorpus } from "./painted-corpus.ts";
import { assetsFolder } from "./real-covers.ts";

const request = (await Bun.stdin.json()) as PartRequest;
const { folder, split, counts, part, embedder, calibration, every } = request;
const corpus = onePart(await readCorpus(folder, split, counts), part, every);
const asked = (await benchEmbedders(assetsFolder()))[embedder];
if (!asked) throw new Error(`there is no embedder ${embedder}`);
const workspace = join(folder, `workspace-${embedder}-${part}`);
const { answers, photographsAccepted } = await askEngine(corpus, workspace, asked, calibration);
const written: WrittenPart = {
  photographsAccepted,
  answers: answers.map(({ query, best, accepted, probability, nearest }) => ({
    ...{ accepted, probability, query: query.name },
    best: best?.id ?? null,
    nearest: { cover: nearest.cover.id, cosine: nearest.cosine },
  })),
};
await Bun.write(Bun.stdout, JSON.stringify(written));
