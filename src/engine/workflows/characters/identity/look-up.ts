import type { Fact } from "../../../../stores/characters.ts";
import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import type { KnownPicture, Person } from "../person.ts";
import { valuesAtOnce, type WikiApi, type WikimediaAddresses } from "../wikimedia/api.ts";
import { getEntities, type WikiEntity } from "../wikimedia/entities.ts";
import { creditsOf, type FileCredit } from "../wikimedia/file-credits.ts";
import { type FoundPage, findPages, type WikiPage } from "../wikimedia/pages.ts";
import { searchEntities } from "../wikimedia/search.ts";

/** Whom a name may mean, best first. */
export interface LookedUp {
  readonly people: readonly Person[];
  /** An article has exactly this name, and it is about the first of them. */
  readonly isExact: boolean;
}

export interface LookUpOptions {
  readonly api: WikiApi;
  readonly addresses: WikimediaAddresses;
  /** In the order of preference. */
  readonly languages: readonly string[];
  readonly signal: AbortSignal;
}

/** Whom a search finds is worth a question up to so many. */
const mostCandidates = 5;

/** What Wikipedia's words may be used under. */
const articleLicence = "CC BY-SA 4.0";

/**
 * Whom up to 50 names mean by the articles of just that name, in as few requests as the services allow: all names in the
 * first language, those still missing in the next; then all entities at once, and once more the names of their
 * occupations and works. A page that lists others, and an article about something else, leave the name to a search. An
 * error of a service is every name's.
 */
export async function lookUp(names: readonly string[], options: LookUpOptions): Promise<LookedUp[]> {
  const { languages } = options;
  const found = new Map<string, WikiPage>();
  let missing: readonly string[] = names;
  for (const language of languages) {
    if (missing.length === 0) break;
    const pages = await pagesOf(options, language, missing);
    for (const [name, page] of pages) if (isPage(page)) found.set(name, page);
    missing = missing.filter((name) => !found.has(name));
  }
  const context = await contextOf(
    [...found.values()].flatMap(({ entity }) => entity ?? []),
    options,
  );
  const lookedUp = names.map((name): LookedUp => {
    const page = found.get(name);
    const entity = page?.entity == null ? undefined : context.entities.get(page.entity);
    if (!page || entity?.isDisambiguation) return { people: [], isExact: false };
    const person = toPerson(page, entity, context);
    return { people: [person], isExact: person.kind !== "unknown" };
  });
  return withCreditsOfAll(lookedUp, options);
}

/** Ids of entities that may be meant by a name without an article of its own, best first; one request. */
export function searchFor(
  name: string,
  { api, addresses, languages, signal }: LookUpOptions,
): Promise<string[]> {
  return searchEntities(api, addresses.wikidata, name, languages[0] ?? "en", signal);
}

/** A name that was searched for. */
export interface Searched {
  readonly name: string;
  /** Best first. */
  readonly ids: readonly string[];
  /** What an article of just that name says, which may be about something else. */
  readonly lookedUp: LookedUp;
}

/** Whom searches have found: people and characters among them, for all names at once, before what has only the name. */
export async function lookUpSearched(
  searched: readonly Searched[],
  options: LookUpOptions,
): Promise<LookedUp[]> {
  const context = await contextOf(
    searched.flatMap(({ ids }) => ids),
    options,
  );
  const found = searched.map(({ name, ids, lookedUp }): LookedUp => {
    const people = ids
      .flatMap((id) => context.entities.get(id) ?? [])
      .filter((entity) => !entity.isDisambiguation && entity.kind !== "unknown")
      .slice(0, mostCandidates)
      .map((entity) => toPerson(undefined, entity, context));
    const [only] = people;
    const isAlone = people.length === 1 && lookedUp.people.length === 0;
    const isSame =
      only !== undefined && Object.values(only.names).some((one) => nameKey(one) === nameKey(name));
    return { people: [...people, ...lookedUp.people], isExact: isAlone && isSame };
  });
  return withCreditsOfAll(found, options);
}

async function withCreditsOfAll(lookedUp: readonly LookedUp[], options: LookUpOptions): Promise<LookedUp[]> {
  const credited = await withCredits(
    lookedUp.flatMap(({ people }) => people),
    options,
  );
  let at = 0;
  return lookedUp.map(({ people, isExact }) => {
    const own = credited.slice(at, at + people.length);
    at += people.length;
    return { people: own, isExact };
  });
}

/** The entities, and what their occupations and works are called. */
async function contextOf(
  ids: readonly string[],
  { api, addresses, languages, signal }: LookUpOptions,
): Promise<Context> {
  const entities = await getEntities(api, addresses.wikidata, ids, languages, signal);
  const concepts = [...entities.values()].flatMap(({ occupations, works }) => [...occupations, ...works]);
  const labels = await getEntities(api, addresses.wikidata, concepts, languages, signal);
  return { entities, labels, languages };
}

/**
 * Completes people whom a search found, who have no article yet: the articles of all of them at once, in the first
 * language that each has one in.
 */
export async function withArticles(people: readonly Person[], options: LookUpOptions): Promise<Person[]> {
  const wanted = people.map((person) => {
    const language = options.languages.find((one) => person.articles[one] !== undefined);
    return { person, language, title: language === undefined ? "" : (person.articles[language] ?? "") };
  });
  const pages = new Map<string, Map<string, FoundPage>>();
  for (const language of new Set(wanted.flatMap((one) => one.language ?? []))) {
    const titles = wanted.filter((one) => one.language === language).map(({ title }) => title);
    pages.set(language, await pagesOf(options, language, titles));
  }
  const complete = wanted.map(({ person, language, title }) => {
    const page = language === undefined ? undefined : pages.get(language)?.get(title);
    if (!page || !isPage(page)) return person;
    const pictures = [...picturesOf(page, undefined), ...person.pictures];
    return { ...person, summary: summaryOf(page), pictures: pictures.filter(isFirst) };
  });
  return withCredits(complete, options);
}

function isFirst({ file }: KnownPicture, at: number, all: readonly KnownPicture[]): boolean {
  return all.findIndex((one) => one.file === file) === at;
}

/** What the pages of all pictures say, one request a wiki and fifty files. */
async function withCredits(
  people: readonly Person[],
  { api, addresses, signal }: LookUpOptions,
): Promise<Person[]> {
  const byWiki = Map.groupBy(
    people.flatMap(({ pictures }) => pictures.filter(({ credit }) => credit === null)),
    ({ wiki }) => wiki,
  );
  const credits = new Map<string, ReadonlyMap<string, FileCredit>>();
  for (const [wiki, pictures] of byWiki) {
    const address = wiki === "commons" ? addresses.commons : addresses.wikipedia(wiki);
    const files = [...new Set(pictures.map(({ file }) => file))];
    credits.set(wiki, await creditsOf(api, address, files, signal));
  }
  return people.map((person) => ({
    ...person,
    pictures: person.pictures.map((picture) => {
      const credit = picture.credit ?? credits.get(picture.wiki)?.get(picture.file) ?? null;
      return { ...picture, credit, url: picture.url ?? credit?.url ?? null };
    }),
  }));
}

function isPage(page: FoundPage): page is WikiPage {
  return typeof page === "object";
}

async function pagesOf(
  { api, addresses, signal }: LookUpOptions,
  language: string,
  titles: readonly string[],
): Promise<Map<string, FoundPage>> {
  const found = new Map<string, FoundPage>();
  for (let from = 0; from < titles.length; from += valuesAtOnce) {
    const some = titles.slice(from, from + valuesAtOnce);
    const pages = await findPages(api, addresses.wikipedia(language), language, some, signal);
    for (const [title, page] of pages) found.set(title, page);
  }
  return found;
}

interface Context {
  readonly entities: ReadonlyMap<string, WikiEntity>;
  readonly labels: ReadonlyMap<string, WikiEntity>;
  readonly languages: readonly string[];
}

/** From an article, an entity, or both. */
function toPerson(page: WikiPage | undefined, entity: WikiEntity | undefined, context: Context): Person {
  const { languages, labels } = context;
  const inOrder = (terms: Readonly<Record<string, string>>) =>
    languages.map((language) => terms[language]).find((term) => term !== undefined) ?? terms.mul ?? "";
  const title = page?.title.replace(/ \([^)]*\)$/, "") ?? "";
  return {
    entity: entity ? `wikidata:${entity.id}` : `wiki:${page?.language}:${page?.title}`,
    name: inOrder(entity?.labels ?? {}) || title,
    names: entity?.labels ?? (page ? { [page.language]: title } : {}),
    description: inOrder(entity?.descriptions ?? {}) || (page?.description ?? ""),
    kind: entity?.kind ?? "unknown",
    summary: summaryOf(page),
    facts: entity ? factsOf(entity, (id) => inOrder(labels.get(id)?.labels ?? {})) : [],
    pictures: picturesOf(page, entity),
    articles: entity?.articles ?? (page ? { [page.language]: page.title } : {}),
  };
}

function summaryOf(page: WikiPage | undefined): Person["summary"] {
  if (!page || page.extract === "") return null;
  const { extract: text, language, url } = page;
  return { text, language, page: url, licence: articleLicence, generated: false };
}

function factsOf(entity: WikiEntity, labelOf: (id: string) => string): Fact[] {
  const listed = (what: Fact["what"], ids: readonly string[]) =>
    ids.map((id) => ({ what, value: labelOf(id) })).filter(({ value }) => value !== "");
  return [
    ...(entity.born === null ? [] : [{ what: "born" as const, value: entity.born }]),
    ...(entity.died === null ? [] : [{ what: "died" as const, value: entity.died }]),
    ...listed("occupation", entity.occupations),
    ...listed("work", entity.works),
  ];
}

function picturesOf(page: WikiPage | undefined, entity: WikiEntity | undefined): KnownPicture[] {
  const pictures: KnownPicture[] = [];
  if (page?.picture) {
    pictures.push({
      source: "wikipedia",
      wiki: page.language,
      file: page.picture.file,
      url: page.picture.url,
      credit: null,
    });
  }
  const file = entity?.picture?.replaceAll(" ", "_");
  if (file !== undefined && file !== page?.picture?.file) {
    pictures.push({ source: "wikidata", wiki: "commons", file, url: null, credit: null });
  }
  return pictures;
}
