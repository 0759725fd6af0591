import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import type { CoverRow, IssueRow } from "../../../../stores/comics.ts";
import type { Json, NewItem } from "../../../../stores/ledger.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { asWorkflow, type WorkflowDefinition, type WorkflowEnvironment } from "../../workflow.ts";
import type { CatalogueParameters } from "../commands.ts";
import { type CoverTravel, embedStage, readStage } from "../cover-features.ts";
import { coverName } from "../cover-name.ts";
import { openEmbedder } from "../embedder.ts";
import { type IssueHints, issueLabel, issueOf } from "../issue.ts";
import { problemItem, throwProblem } from "../sources/problem.ts";
import { wasTaken } from "../was-taken.ts";
import { type CatalogueEntry, catalogueEntries } from "./entries.ts";

interface Travel extends CoverTravel {
  /** What the source itself says, beyond the file's name. */
  readonly described: IssueHints | null;
  readonly describedAs: string;
}

/** What the effect writes: the cover with its issue, as JSON. */
interface Plan {
  readonly cover: Omit<CoverRow, "id" | "issue" | "hash" | "colour"> & {
    readonly hash: string;
    readonly colour: string;
  };
  readonly issue: Omit<IssueRow, "id">;
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
  const { catalogue: known } = stores.comics;
  const space = embedder.space.id;
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
    const row = known.known(file.path, space);
    const unchanged =
      row !== undefined &&
      row.size === file.size &&
      row.modifiedMs === file.modifiedMs &&
      row.described === describedAs &&
      row.embedded === 1 &&
      !force;
    return unchanged ? { key: file.path, input, skip: "unchanged" } : { key: file.path, input };
  }

  function toPlan({ file, described, describedAs, features }: Travel): Plan {
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

  function write({ cover, issue }: Plan): void {
    const colour = Uint8Array.fromHex(cover.colour);
    known.put({ ...cover, hash: Uint8Array.fromHex(cover.hash), colour }, issue);
  }

  /** The catalogue's row at a path, in the form of a plan. */
  function current(path: string): Plan | null {
    const row = known.coverAt(path);
    const issue = row && known.issue(row.issue);
    if (!row || !issue) return null;
    const { id: _cover, issue: _of, hash, colour, ...cover } = row;
    const { id: _issue, ...rest } = issue;
    return { cover: { ...cover, hash: hash.toHex(), colour: colour.toHex() }, issue: rest };
  }

  return {
    name: "comics.catalogue",
    stages: [
      readStage<Travel>(stores, embedder, {
        concurrency: settings.concurrency ?? navigator.hardwareConcurrency,
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
    plan: async (_item: unknown, travel: Travel) => ({
      kind: "catalogue-cover",
      plan: toPlan(travel) as unknown as Json,
    }),
    effectsInStore: true,
    perform: async ({ plan }: { plan: Json }) => {
      const wanted = plan as unknown as Plan;
      return () => {
        const before = current(wanted.cover.path);
        write(wanted);
        return before as unknown as Json;
      };
    },
    revert: async (effect: { plan: Json; before: Json }) => () => {
      const done = effect.plan as unknown as Plan;
      if (current(done.cover.path)?.cover.content !== done.cover.content) return false;
      if (effect.before) write(effect.before as unknown as Plan);
      else known.remove(done.cover.path);
      return true;
    },
    summary: () => ({
      space: { id: space, model: embedder.space.model, dimensions: embedder.space.dimensions },
      catalogue: { ...known.size() },
      device: { ...embedder.device },
    }),
    close: () => embedder.close(),
  };
}

/** Of what a source says about a cover, so that an edited CSV row is seen. */
function fingerprint(described: IssueHints | null): string {
  return described === null
    ? ""
    : createHash("sha256").update(JSON.stringify(described)).digest("hex").slice(0, 16);
}
