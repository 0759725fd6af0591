import { basename, extname } from "node:path";
import type { ClaimedItem, EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { openParsers } from "../../../parsers/open-parsers.ts";
import { problemItem, throwProblem } from "../../../sources/problem.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { coverEffect, performCover, planCover, revertCover } from "../catalogue/keep-cover.ts";
import type { BabelcomicsParameters } from "../commands.ts";
import { type CoverTravel, embedStage, readStage } from "../cover-features.ts";
import { coverName } from "../cover-name.ts";
import { openEmbedder } from "../embedder.ts";
import { issueLabel, issueOf } from "../issue.ts";
import { type BabelcomicsEntry, babelcomicsEntries, openBabelcomics } from "./entries.ts";
import { performImportedLink, planImportedLink, revertImportedLink } from "./imported-link.ts";

type Travel = CoverTravel & Pick<BabelcomicsEntry, "kind" | "described">;

/** `lote comics catalog import babelcomics`: another program's catalogue, comics and links taken over. */
export const babelcomicsWorkflow: WorkflowDefinition = {
  name: "comics.import",
  open: async (environment) => {
    const parameters = environment.run.parameters as unknown as BabelcomicsParameters;
    const embedder = await openEmbedder(environment, parameters.model, 0);
    return asWorkflow(importOf(environment, parameters, embedder));
  },
};

function importOf(
  { stores, settings, signal }: WorkflowEnvironment,
  { database, max }: BabelcomicsParameters,
  embedder: CoverEmbedder,
) {
  const concurrency = settings.concurrency ?? navigator.hardwareConcurrency;
  const parsers = openParsers(concurrency, signal);
  return {
    name: "comics.import",
    stages: [
      readStage<Travel>(stores, embedder, parsers, { concurrency, force: false }),
      embedStage<Travel>(stores, embedder),
    ],
    async *items(): AsyncIterable<NewItem> {
      let count = 0;
      for (const entry of babelcomicsEntries(database)) {
        if (max !== null && count++ >= max) return;
        yield "problem" in entry
          ? problemItem(entry)
          : {
              key: entry.file.path,
              input: { ...entry, file: { ...entry.file }, described: { ...entry.described } },
            };
      }
    },
    begin: (item: ClaimedItem): Travel => {
      throwProblem(item.input);
      return item.input as unknown as Travel;
    },
    carry: () => null,
    result: (travel: Travel): Json => ({ kind: travel.kind, label: issueLabel(issueOfTravel(travel)) }),
    plan: async (_item: ClaimedItem, travel: Travel) => {
      const { kind, file, features } = travel;
      if (!features) return null;
      const issue = issueOfTravel(travel);
      if (kind === "comic") return planImportedLink(file, features, issue);
      const { content, hash, colour } = features;
      const cover = { name: coverName(file.path), ...file, described: "babelcomics", content, hash, colour };
      return planCover({ cover, issue });
    },
    perform: async (effect: PlannedEffect) => () =>
      effect.kind === coverEffect ? performCover(stores, effect) : performImportedLink(stores, effect),
    revert: async (effect: EffectRow) => () =>
      effect.kind === coverEffect ? revertCover(stores, effect) : revertImportedLink(stores, effect),
    summary: (): Json => ({
      catalogue: { ...stores.comics.catalogue.size() },
      linked: stores.comics.collection.linked(),
      // Nothing says by which model and recipe they were made: they are made again.
      vectorsNotRead: vectorsIn(database),
    }),
    close: async () => {
      await Promise.all([parsers.close(), embedder.close()]);
    },
  };
}

function issueOfTravel({ file, described }: Travel) {
  return issueOf(described, coverName(file.path), basename(file.path, extname(file.path)));
}

function vectorsIn(path: string): number {
  const database = openBabelcomics(path);
  try {
    return database.vectors();
  } finally {
    database.close();
  }
}
