import type { Submenu } from "../submenu/model.ts";

/** Where names come from, and what became of them. */
export const peopleMenu: Submenu = {
  name: "people",
  heading: "people.menuHeading",
  entries: ({ stores }) => {
    const { lists, collection } = stores.characters;
    const [saved, imported] = [lists.all().length, collection.count()];
    return [
      { words: "people.menuCategory", count: null, to: { screen: "form", flow: "category" } },
      { words: "people.menuNames", count: null, to: { screen: "form", flow: "names" } },
      { words: "people.menuFile", count: null, to: { screen: "form", flow: "file" } },
      {
        words: "people.menuLists",
        count: saved,
        to: { screen: "lists" },
        ...(saved === 0 ? { off: "people.offNoLists" as const } : {}),
      },
      {
        words: "people.menuCollection",
        count: imported,
        to: { screen: "collection" },
        ...(imported === 0 ? { off: "people.offNobody" as const } : {}),
      },
    ];
  },
};
