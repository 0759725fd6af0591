import { z } from "zod";
import type { CharacterKind } from "../../../../stores/characters.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { valuesAtOnce, type WikiAddress, type WikiApi } from "./api.ts";

/** Somebody, as Wikidata has it. */
export interface WikiEntity {
  /** As `Q42`. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly descriptions: Readonly<Record<string, string>>;
  readonly kind: CharacterKind;
  /** It is a page that lists others, and nobody. */
  readonly isDisambiguation: boolean;
  /** `1815-12-10`, or `1815` where no more is known. */
  readonly born: string | null;
  readonly died: string | null;
  /** Ids of occupations and works, whose labels are asked for apart. */
  readonly occupations: readonly string[];
  readonly works: readonly string[];
  /** File name of its picture at Commons. */
  readonly picture: string | null;
  /** Titles of its articles, by language. */
  readonly articles: Readonly<Record<string, string>>;
}

/** Wikidata's own ids. */
const human = "Q5";
const disambiguationPage = "Q4167410";
/**
 * Fictional human, fictional character, comics character, film character, literary character, animated character,
 * television character, video game character, opera character, superhero, anime and manga character, mythical
 * character, biblical figure. There are hundreds more: {@link isCharacter} finds those by what is said of them.
 */
const fictional = new Set([
  "Q15632617",
  "Q95074",
  "Q1114461",
  "Q15773347",
  "Q3658341",
  "Q15711870",
  "Q15773317",
  "Q1569167",
  "Q50386450",
  "Q188784",
  "Q80447738",
  "Q87576284",
  "Q4271324",
  "Q20643955",
]);

const term = z.object({ value: z.string() });
const snak = z.object({
  rank: z.string().default("normal"),
  mainsnak: z.object({
    snaktype: z.string(),
    datavalue: z.object({ value: z.unknown() }).optional(),
  }),
});
const entitySchema = z.object({
  id: z.string(),
  missing: z.unknown().optional(),
  labels: z.record(z.string(), term).default({}),
  descriptions: z.record(z.string(), term).default({}),
  claims: z.record(z.string(), z.array(snak)).default({}),
  sitelinks: z.record(z.string(), z.object({ title: z.string() })).default({}),
});
type EntityData = z.infer<typeof entitySchema>;
const answerSchema = z.object({ entities: z.record(z.string(), entitySchema) });

const itemValue = z.object({ id: z.string() });
const timeValue = z.object({ time: z.string(), precision: z.number() });

/** Entities by id; those that do not exist are left out. Up to 50 a request. @throws as {@link WikiApi.ask} */
export async function getEntities(
  api: WikiApi,
  wikidata: WikiAddress,
  ids: readonly string[],
  languages: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, WikiEntity>> {
  const found = new Map<string, WikiEntity>();
  const wanted = [...new Set(ids)];
  for (let from = 0; from < wanted.length; from += valuesAtOnce) {
    const answer = await api.ask(
      wikidata,
      {
        action: "wbgetentities",
        ids: wanted.slice(from, from + valuesAtOnce).join("|"),
        props: "labels|descriptions|claims|sitelinks",
        languages: [...languages, "mul"].join("|"),
        sitefilter: languages.map((language) => `${language}wiki`).join("|"),
      },
      signal,
    );
    const { data, error } = answerSchema.safeParse(answer);
    if (!data) {
      const detail = z.prettifyError(error).slice(0, 200);
      throw new LoteError("service-problem", { host: new URL(wikidata.base).host, detail });
    }
    for (const entity of Object.values(data.entities)) {
      if (entity.missing === undefined) found.set(entity.id, toEntity(entity));
    }
  }
  return found;
}

function toEntity(data: EntityData): WikiEntity {
  const { id, labels, descriptions, sitelinks } = data;
  const kinds = itemsOf(data, "P31");
  return {
    id,
    labels: valuesOf(labels),
    descriptions: valuesOf(descriptions),
    kind: kinds.includes(human)
      ? "person"
      : kinds.some((kind) => fictional.has(kind)) || isCharacter(data)
        ? "fictional"
        : "unknown",
    isDisambiguation: kinds.includes(disambiguationPage),
    born: dayOf(data, "P569"),
    died: dayOf(data, "P570"),
    occupations: itemsOf(data, "P106").slice(0, 5),
    works: itemsOf(data, "P1441").slice(0, 3),
    picture: z.string().safeParse(best(data, "P18")[0]).data ?? null,
    articles: Object.fromEntries(
      Object.entries(sitelinks)
        .filter(([site]) => site.endsWith("wiki"))
        .map(([site, { title }]) => [site.slice(0, -"wiki".length), title]),
    ),
  };
}

/** Somebody of a work or of a fictional world, who has a gender, a performer, a voice or an occupation: no place, no thing. */
function isCharacter(data: EntityData): boolean {
  const has = (...properties: readonly string[]) =>
    properties.some((property) => best(data, property).length > 0);
  const ofWork = has("P1441", "P1080", "P4584");
  const isSomebody = has("P21", "P175", "P725", "P106");
  return ofWork && isSomebody;
}

function valuesOf(terms: Readonly<Record<string, { value: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(terms).map(([language, { value }]) => [language, value]));
}

/** The values of a property that are in force: the preferred ones where there are any; deprecated ones never. */
function best({ claims }: EntityData, property: string): unknown[] {
  const all = (claims[property] ?? []).filter(
    ({ rank, mainsnak }) => rank !== "deprecated" && mainsnak.snaktype === "value",
  );
  const preferred = all.filter(({ rank }) => rank === "preferred");
  return (preferred.length > 0 ? preferred : all).map(({ mainsnak }) => mainsnak.datavalue?.value);
}

function itemsOf(data: EntityData, property: string): string[] {
  return best(data, property).flatMap((value) => itemValue.safeParse(value).data?.id ?? []);
}

/** Wikidata's time is `+1815-12-10T00:00:00Z` with a precision: 11 a day, 10 a month, 9 a year; less is no date. */
function dayOf(data: EntityData, property: string): string | null {
  const value = timeValue.safeParse(best(data, property)[0]).data;
  const parts = value && /^([+-])0*(\d+)-(\d\d)-(\d\d)/.exec(value.time);
  if (!parts || value.precision < 9) return null;
  const [, sign, year = "", month, day] = parts;
  const written = `${sign === "-" ? "-" : ""}${year.padStart(4, "0")}`;
  if (value.precision === 9) return written;
  return value.precision === 10 ? `${written}-${month}` : `${written}-${month}-${day}`;
}
