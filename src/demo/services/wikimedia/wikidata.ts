import type { Entity, WikiLanguage } from "../world/entity.ts";
import { conceptLabels, disambiguations } from "../world/people.ts";
import type { World } from "../world/world.ts";
import { apiProblem } from "./media-wiki.ts";

const maxIds = 50;

/** `wbgetentities`: labels, descriptions, claims and sitelinks of up to 50 ids. */
export function getEntities(world: World, parameters: URLSearchParams): Response {
  const ids = (parameters.get("ids") ?? "").split("|").filter((id) => id !== "");
  if (ids.length > maxIds)
    return apiProblem("toomanyvalues", `Too many values supplied for parameter "ids".`);
  const entities = Object.fromEntries(ids.map((id) => [id, entityOf(world, id)]));
  return Response.json({ entities, success: 1 });
}

function entityOf(world: World, id: string): object {
  const entity = world.entity(id);
  if (entity) return described(entity);
  const concept = conceptLabels[id];
  if (concept) return { type: "item", id, labels: termsOf(concept), descriptions: {}, claims: {} };
  if (disambiguations.some((page) => page.id === id)) {
    return { type: "item", id, labels: {}, descriptions: {}, claims: { P31: [itemClaim("Q4167410")] } };
  }
  return { id, missing: "" };
}

function described(entity: Entity): object {
  const kinds = { human: "Q5", fictional: "Q95074", other: "Q999" };
  return {
    type: "item",
    id: entity.id,
    labels: termsOf(entity.labels),
    descriptions: termsOf(entity.descriptions),
    claims: {
      P31: [itemClaim(kinds[entity.kind])],
      ...(entity.picture?.at === "commons"
        ? {
            P18: [
              {
                mainsnak: {
                  snaktype: "value",
                  datavalue: { type: "string", value: entity.picture.file.replaceAll("_", " ") },
                },
                rank: "normal",
              },
            ],
          }
        : {}),
      ...(entity.born ? { P569: [timeClaim(entity.born)] } : {}),
      ...(entity.died ? { P570: [timeClaim(entity.died)] } : {}),
      ...(entity.occupations ? { P106: entity.occupations.map(itemClaim) } : {}),
      ...(entity.work ? { P1441: [itemClaim(entity.work)] } : {}),
    },
    sitelinks: Object.fromEntries(
      Object.entries(entity.articles).map(([language, { title }]) => [
        `${language}wiki`,
        { site: `${language}wiki`, title },
      ]),
    ),
  };
}

function termsOf(terms: Readonly<Record<WikiLanguage, string>>): object {
  return Object.fromEntries(
    Object.entries(terms).map(([language, value]) => [language, { language, value }]),
  );
}

function itemClaim(id: string): object {
  return {
    mainsnak: { snaktype: "value", datavalue: { type: "wikibase-entityid", value: { id } } },
    rank: "normal",
  };
}

/** Wikidata writes a day with sign, time and precision: 11 for a day, 9 for a year. */
function timeClaim(day: string): object {
  const isYear = /^\d{4}$/.test(day);
  const time = `+${isYear ? `${day}-00-00` : day}T00:00:00Z`;
  return {
    mainsnak: { snaktype: "value", datavalue: { type: "time", value: { time, precision: isYear ? 9 : 11 } } },
    rank: "normal",
  };
}

/** `wbsearchentities`. */
export function searchEntities(world: World, parameters: URLSearchParams): Response {
  const language = parameters.get("language") === "es" ? "es" : "en";
  const found = world.search(parameters.get("search") ?? "", language);
  const limit = Number(parameters.get("limit") ?? 7);
  return Response.json({
    search: found.slice(0, limit).map(({ id, labels, descriptions }) => ({
      id,
      label: labels[language],
      description: descriptions[language],
      match: { type: "label", language, text: labels[language] },
    })),
    success: 1,
  });
}
