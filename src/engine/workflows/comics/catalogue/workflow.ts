import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import type { EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { openParsers } from "../../../parsers/open-parsers.ts";
import { problemItem, throwProblem } from "../../../sources/problem.ts";
import { wasTaken } from "../../../sources/was-taken.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import type { CatalogueParameters } from "../commands.ts";
import { type CoverTravel, embedStage, readStage } from "../cover-features.ts";
import { coverName } from "../cover-name.ts";
import { openEmbedder } from "../embedder.ts";
import { type IssueHints, issueLabel, issueOf } from "../issue.ts";
import { type CatalogueEntry, catalogueEntries } from "./entries.ts";
import { type CoverPlan, performCover, planCover, revertCover } from "./keep-cover.ts";

interface Travel extends CoverTravel {
  /** What the source itself says, beyond the file's name. */
  readonly described: IssueHints | null;
  readonly describedAs: string;
}

/** `lote comics catalog add` and `lote comics embed`: known covers into the catalogue, with their vectors. */
export const catalogueWorkflow: WorkflowDefinition = {
  name: "comics.catalogue",
  open: async (environment) => {
    const parameters = environment.run.parameters as unknown as CatalogueParameters;
    const expected = environment.stores.comics.catalogue.size().covers;
    const embedder = await openEmbedder(environment, parameters.model, expected);
    return asWorkflow(catalogue(environment, parameters, embedder));
  },
};

function catalogue(
  environment: WorkflowEnvironment,
  parameters: CatalogueParameters,
  embedder: CoverEmbedder,
) {
  const { stores, settings } = environment;
  const concurrency = settings.concurrency ?? navigator.hardwareConcurrency;
  const parsers = openParsers(concurrency, environment.signal);
  const { catalogue: known } = stores.comics;
  const { space } = embedder;
  const force = parameters.force;

  async function* items(): AsyncIterable<NewItem> {
    let count = 0;
    for await (const entry of catalogueEntries(stores, parameters)) {
      if (parameters.max !== null && count >= parameters.max) return;
      const item = toItem(entry);
      // What is known already costs nothing: `--max 100` again takes the next hundred.
      if (item.skip === undefined || wasTaken(stores.ledger, environment.run, item.key)) count++;
      yield item;
    }
  }

  function toItem(entry: CatalogueEntry): NewItem {
    if ("problem" in entry) return problemItem(entry);
    const { file, described } = entry;
    const describedAs = entry.describedAs ?? fingerprint(described);
    const input: Json = { file: { ...file }, described: described && { ...described }, describedAs };
    const row = known.known(file.path, space.id, space.views);
    const unchanged =
      row !== undefined &&
      row.size === file.size &&
      row.modifiedMs === file.modifiedMs &&
      row.described === describedAs &&
      row.embedded === 1 &&
      !force;
    return unchanged ? { key: file.path, input, skip: "unchanged" } : { key: file.path, input };
  }

  function toPlan({ file, described, describedAs, features }: Travel): CoverPlan {
    if (!features) throw new Error("a cover was not read");
    const name = coverName(file.path);
    return {
      cover: {
        name,
        path: file.path,
        size: file.size,
        modifiedMs: file.modifiedMs,
        described: describedAs,
        content: features.content,
        hash: features.hash,
        colour: features.colour,
      },
      issue: issueOf({ ...features.hints, ...described }, name, basename(file.path, extname(file.path))),
    };
  }

  return {
    name: "comics.catalogue",
    stages: [
      readStage<Travel>(stores, embedder, parsers, {
        concurrency,
        force,
      }),
      embedStage<Travel>(stores, embedder),
    ],
    items,
    begin: (item: { input: Json }): Travel => {
      throwProblem(item.input);
      return item.input as unknown as Travel;
    },
    carry: () => null,
    result: (travel: Travel): Json => {
      if (!travel.features) return null;
      const { cover, issue } = toPlan(travel);
      return {
        cover: cover.name,
        label: issueLabel(issue),
        series: issue.series,
        number: issue.number,
        year: issue.year,
      };
    },
    plan: async (_item: unknown, travel: Travel) => planCover(toPlan(travel)),
    perform: async (effect: PlannedEffect) => () => performCover(stores, effect),
    revert: async (effect: EffectRow) => () => revertCover(stores, effect),
    summary: () => ({
      space: { id: space.id, model: space.model, dimensions: space.dimensions, views: [...space.views] },
      catalogue: { ...known.size() },
      device: { ...embedder.device },
    }),
    close: async () => {
      await Promise.all([parsers.close(), embedder.close()]);
    },
  };
}

/** Of what a source says about a cover, so that an edited CSV row is seen. */
function fingerprint(described: IssueHints | null): string {
  return described === null
    ? ""
    : createHash("sha256").update(JSON.stringify(described)).digest("hex").slice(0, 16);
}
