import type { NewCharacter } from "../../../../stores/characters.ts";
import type { ClaimedItem, EffectRow, Json, NewEffect, NewItem } from "../../../../stores/ledger.ts";
import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import {
  type Answer,
  type Ask,
  type Batch,
  batchStage,
  type Each,
  type StageContext,
} from "../../../flow/stage.ts";
import { wasTaken } from "../../../sources/was-taken.ts";
import {
  asWorkflow,
  type EffectContext,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { identityQuestion } from "../identity/identity-question.ts";
import {
  type LookedUp,
  type LookUpOptions,
  lookUp,
  lookUpSearched,
  type Searched,
  searchFor,
  withArticles,
} from "../identity/look-up.ts";
import { readNames } from "../names/read-names.ts";
import type { ImportParameters } from "../parameters.ts";
import type { Person } from "../person.ts";
import { Circuits } from "../pictures/circuits.ts";
import { portraitFileName } from "../pictures/file-name.ts";
import { type PictureChoice, PictureFinder, type Wanted } from "../pictures/find-pictures.ts";
import { type CharacterServices, openServices } from "../services.ts";
import { valuesAtOnce } from "../wikimedia/api.ts";
import { describe } from "./describe.ts";
import { leftByEffect, performCharacter, planCharacter, revertCharacter } from "./keep-character.ts";
import { ontoKept } from "./onto-kept.ts";
import { drawIt, pictureQuestion } from "./picture-question.ts";
import { importSummary } from "./summary.ts";
import { carried, type ImportTravel } from "./travel.ts";

/** `lote characters import`: names in, described people and characters with their pictures out. */
export const importWorkflow: WorkflowDefinition = {
  name: "characters.import",
  open: async (environment) => {
    const parameters = environment.run.parameters as unknown as ImportParameters;
    const opened = await openServices(environment, parameters.concurrency);
    // Who only wants to see what would happen pays for nothing.
    const services = environment.run.policy.dryRun ? { ...opened, languageModel: null } : opened;
    return asWorkflow(importOf(environment, parameters, services));
  },
};

function importOf(
  environment: WorkflowEnvironment,
  parameters: ImportParameters,
  services: CharacterServices,
) {
  const { stores, run, settings } = environment;
  const { category } = parameters;
  const circuits = new Circuits(stores.ledger, run);
  const finder = new PictureFinder(stores, services, circuits, parameters.pictures, settings);

  return {
    name: "characters.import",
    stages: [
      lookUpStage(environment, services),
      searchStage(services, parameters),
      candidateStage(services),
      identityStage(category),
      articleStage(services),
      describeStage(services, parameters),
      pictureStage(stores, finder, parameters),
      pictureChoiceStage(finder),
      drawStage(stores, finder, parameters),
    ],
    items: () => itemsOf(environment, parameters),
    begin: (item: ClaimedItem): ImportTravel => ({
      ...(item.input as unknown as ImportTravel),
      ...(item.carry as object | null),
    }),
    carry: carried,
    result: resultOf,
    plan: async (_item: ClaimedItem, travel: ImportTravel) => {
      const { person, picture, name } = travel;
      if (!person) return null;
      const found = characterOf(person, picture ?? null, category);
      const former = stores.characters.collection.kept(found.entity)?.character;
      return planCharacter({ ...ontoKept(found, former), names: [name] });
    },
    perform: (effect: PlannedEffect, _item: ClaimedItem, context: EffectContext) =>
      performCharacter(stores, effect, context),
    revert: (effect: EffectRow, context: EffectContext) => revertCharacter(stores, effect, context),
    summary: () => importSummary(stores, run, settings),
    close: async () => undefined,
  };
}

async function* itemsOf(
  { stores, run }: WorkflowEnvironment,
  { source, refresh, max }: ImportParameters,
): AsyncIterable<NewItem> {
  let count = 0;
  for await (const name of readNames(stores, source)) {
    const isKnown = !refresh && stores.characters.collection.named(name) !== undefined;
    if (!isKnown && max !== null && count >= max) return;
    if (!isKnown || (max !== null && wasTaken(stores.ledger, run, name))) count++;
    yield { key: name, input: { name }, ...(isKnown ? { skip: "imported" } : {}) };
  }
}

/** Everybody's names at once, in batches as large as the encyclopedias take. */
function lookUpStage(
  { stores: { ledger }, run }: WorkflowEnvironment,
  services: CharacterServices,
): Batch<ImportTravel> {
  return batchStage<ImportTravel, string, LookedUp>({
    kind: "batch",
    name: "look-up",
    concurrency: 1,
    maxParts: valuesAtOnce,
    waitMs: 250,
    // A name whose picture has to be tried again is not looked up again for it.
    checkpoint: {
      key: (_item, { name }) => `look-up/${run.id}/${nameKey(name)}`,
      get: (key) => ledger.checkpoints.get<Pick<ImportTravel, "lookedUp">>(key),
      put: (key, { lookedUp }) => {
        // Whom nobody knew may be known when a person has it tried again.
        if (lookedUp?.isExact) ledger.checkpoints.put(key, { lookedUp } as unknown as Json);
      },
    },
    parts: (_item, { name }) => [name],
    run: (names, context) => lookUp(names, optionsOf(services, context)),
    gather: (_item, _travel, [lookedUp]) => (lookedUp ? { travel: { lookedUp } } : {}),
  });
}

/** Those whom no article of their name settles, each for itself: one that is turned away holds up no other. */
function searchStage(services: CharacterServices, { concurrency }: ImportParameters): Each<ImportTravel> {
  return {
    kind: "each",
    name: "search",
    concurrency,
    run: async (_item, { name, lookedUp }, context) => {
      if (lookedUp?.isExact) return {};
      return { travel: { searched: await searchFor(name, optionsOf(services, context)) } };
    },
  };
}

function candidateStage(services: CharacterServices): Batch<ImportTravel> {
  return batchStage<ImportTravel, Searched, LookedUp>({
    kind: "batch",
    name: "candidates",
    concurrency: 1,
    maxParts: valuesAtOnce,
    maxWeight: valuesAtOnce,
    waitMs: 250,
    weigh: ({ ids }) => ids.length,
    parts: (_item, { name, searched = [], lookedUp }) =>
      searched.length > 0 && lookedUp ? [{ name, ids: searched, lookedUp }] : [],
    run: (searched, context) => lookUpSearched(searched, optionsOf(services, context)),
    gather: (_item, _travel, [lookedUp]) => (lookedUp ? { travel: { lookedUp } } : {}),
  });
}

function optionsOf(
  { wiki: api, addresses, languages }: CharacterServices,
  { signal }: StageContext,
): LookUpOptions {
  return { api, addresses, languages, signal };
}

function identityStage(category: string | null): Ask<ImportTravel> {
  return {
    kind: "ask",
    name: "identity",
    questions: (_item, { name, lookedUp }) => {
      const question = lookedUp && identityQuestion(name, category, lookedUp);
      return question ? [question] : [];
    },
    answered: (_item, { lookedUp }, answers) => {
      const choice = choiceOf(answers, "identity");
      const person = lookedUp?.people.find(({ entity }) => entity === choice) ?? null;
      return { travel: { person } };
    },
  };
}

function choiceOf(answers: readonly Answer[], question: string): string | null {
  return answers.find((answer) => answer.question === question)?.choice ?? null;
}

/** The articles of those whom a search found. */
function articleStage(services: CharacterServices): Batch<ImportTravel> {
  return batchStage<ImportTravel, Person, Person>({
    kind: "batch",
    name: "article",
    concurrency: 1,
    maxParts: valuesAtOnce,
    waitMs: 250,
    parts: (_item, { person }) =>
      person && !person.summary && Object.keys(person.articles).length > 0 ? [person] : [],
    run: (people, context) => withArticles(people, optionsOf(services, context)),
    gather: (_item, _travel, [person]) => (person ? { travel: { person } } : {}),
  });
}

/** Those whom no encyclopedia knows. */
function describeStage(
  services: CharacterServices,
  { concurrency, category }: ImportParameters,
): Each<ImportTravel> {
  return {
    kind: "each",
    name: "describe",
    concurrency,
    run: async (item, { name, person }, context) => {
      if (person) return {};
      const described = await describe(name, category, services, context.paid, item.id);
      return { travel: { person: described, isDescribed: true } };
    },
  };
}

function wantedOf(
  { characters: { collection } }: Stores,
  item: ClaimedItem,
  { entity, name, description, pictures }: Person,
): Wanted {
  const removed = collection.get(entity)?.removedPictures ?? [];
  return { entity, name, description, pictures, removed, item: item.id, attempts: item.attempts };
}

function pictureStage(
  stores: Stores,
  finder: PictureFinder,
  { concurrency, pictures: steps }: ImportParameters,
): Each<ImportTravel> {
  return {
    kind: "each",
    name: "picture",
    concurrency,
    run: async (item, { person }, context) => {
      if (!person || steps.length === 0) return { travel: { picture: null } };
      const { choices, left } = await finder.find(wantedOf(stores, item, person), context);
      return {
        travel: { pictures: choices, left, ...(choices.length === 0 ? { picture: null } : {}) },
        saves: choices.map((choice) => savePreview(stores, choice)),
      };
    },
  };
}

function savePreview(stores: Stores, { preview, previewBytes }: PictureChoice): () => void {
  return () => {
    if (previewBytes) stores.previews.put(preview, previewBytes);
  };
}

function pictureChoiceStage(finder: PictureFinder): Ask<ImportTravel> {
  return {
    kind: "ask",
    name: "choose",
    questions: (_item, { person, pictures = [], left = [] }) => {
      const question = person ? pictureQuestion(person, pictures, left, finder.canDraw) : null;
      return question ? [question] : [];
    },
    answered: (_item, { pictures = [] }, answers) => {
      const choice = choiceOf(answers, "picture");
      if (choice === drawIt) return { travel: { wantsDrawing: true } };
      const picture = pictures.find(({ portrait }) => portrait.sha256.slice(0, 16) === choice) ?? null;
      return { travel: { picture } };
    },
  };
}

/** For those whose picture a person wants to have drawn. */
function drawStage(
  stores: Stores,
  finder: PictureFinder,
  { concurrency }: ImportParameters,
): Each<ImportTravel> {
  return {
    kind: "each",
    name: "draw",
    concurrency,
    run: async (item, { person, wantsDrawing }, context) => {
      if (!person || !wantsDrawing) return {};
      const picture = await finder.draw(wantedOf(stores, item, person), context);
      return { travel: { picture }, saves: [savePreview(stores, picture)] };
    },
  };
}

function characterOf(person: Person, picture: PictureChoice | null, category: string | null): NewCharacter {
  const { entity, name, names, description, kind, summary, facts } = person;
  return {
    entity,
    name,
    kind,
    description,
    names,
    summary,
    facts,
    category,
    picture: picture
      ? {
          path: `images/characters/${portraitFileName(entity, name)}`,
          ...picture.portrait,
          credit: picture.credit,
        }
      : null,
  };
}

/** What the export says of a name. */
function resultOf(
  { person, isDescribed = false, picture: found, left = [] }: ImportTravel,
  effect?: Pick<NewEffect, "plan">,
): Json {
  const { kept, picture: former } = effect ? leftByEffect(effect) : { kept: [], picture: null };
  const picture = found ? { ...found.portrait, credit: found.credit } : former;
  return {
    entity: person?.entity ?? null,
    name: person?.name ?? null,
    description: person?.description ?? null,
    kind: person?.kind ?? null,
    described: isDescribed,
    picture: picture
      ? {
          source: picture.credit.source,
          sha256: picture.sha256,
          licence: picture.credit.licence ?? "unknown",
        }
      : null,
    kept,
    left: left.map(({ step, reason }) => ({ step, reason })),
  };
}
