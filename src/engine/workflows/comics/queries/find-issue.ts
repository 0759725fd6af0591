import type { CoverRow, IssueRow } from "../../../../stores/comics.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { Found } from "../../../queries/candidate-query.ts";
import { defineQuery } from "../../../queries/query.ts";
import { issueLabel } from "../issue.ts";
import { comicsIssue, comicsSearch } from "./kinds.ts";

/** Variants of one issue beyond these are the same to a person who looks for the issue. */
const shownVariants = 4;

/** `comics.search` */
export const searchQuery = defineQuery(comicsSearch, ({ stores }) => ({
  *run({ text, limit }) {
    const named = nameOf(stores, text.trim());
    if (named) yield named;
    let left = limit;
    for (const issue of stores.comics.catalogue.search.find(text, limit)) {
      for (const cover of stores.comics.catalogue.coversOf(issue.id, Math.min(shownVariants, left))) {
        if (cover.name === named?.candidate.id) continue;
        yield found(stores, cover, issue);
        left--;
      }
      if (left <= 0) return;
    }
  },
}));

/** `comics.issue` */
export const issueQuery = defineQuery(comicsIssue, ({ stores }) => ({
  *run({ id }) {
    const named = nameOf(stores, id) ?? numbered(stores, id);
    if (named) yield named;
  },
}));

/** What is called exactly so: a cover, or an issue by its key. */
function nameOf(stores: Stores, name: string): Found | undefined {
  const { catalogue } = stores.comics;
  const issue = catalogue.issueOfKey(name);
  const cover =
    catalogue.coverNamed(name) ??
    catalogue.coverOfFile(name) ??
    (issue && catalogue.coversOf(issue.id, 1)[0]);
  return cover && ofCover(stores, cover);
}

function numbered(stores: Stores, text: string): Found | undefined {
  const [cover] = /^\d{1,15}$/.test(text) ? stores.comics.catalogue.coversOf(Number(text), 1) : [];
  return cover && ofCover(stores, cover);
}

function ofCover(stores: Stores, cover: CoverRow): Found | undefined {
  const issue = stores.comics.catalogue.issue(cover.issue);
  return issue && found(stores, cover, issue);
}

/** Nothing was compared, so nothing is known but what it is, and which comics have it already. */
function found({ comics }: Stores, cover: CoverRow, issue: IssueRow): Found {
  return {
    detail: cover.name.replace(/~[0-9a-f]{6}$/, ""),
    candidate: {
      id: cover.name,
      label: issueLabel(issue),
      score: 0,
      probability: null,
      target: issue.key,
      preview: cover.content,
      reasons: comics.collection
        .linkedTo(issue.id)
        .slice(0, shownVariants)
        .map(({ path }) => ({ code: "duplicate", speaks: "info", data: { other: path } })),
      data: { path: cover.path, series: issue.series, number: issue.number, year: issue.year },
    },
  };
}
