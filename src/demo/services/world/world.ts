import type { Disambiguation, Entity, EntityPicture, WikiLanguage } from "./entity.ts";
import { disambiguations, people } from "./people.ts";

/** What a title leads to in one wiki. */
export type Page =
  | { readonly entity: Entity; readonly title: string; readonly redirectedFrom?: string }
  | { readonly disambiguation: Disambiguation; readonly title: string };

/** The people of the sample services, and what leads to them. */
export class World {
  readonly #byId: ReadonlyMap<string, Entity>;
  readonly #pages = new Map<string, Page>();
  readonly #files = new Map<string, Entity>();

  constructor(readonly entities: readonly Entity[] = people) {
    this.#byId = new Map(entities.map((entity) => [entity.id, entity]));
    for (const disambiguation of disambiguations) {
      const { language, title } = disambiguation;
      this.#pages.set(`${language}/${title}`, { disambiguation, title });
    }
    for (const entity of entities) {
      if (entity.picture) this.#files.set(entity.picture.file, entity);
      for (const [language, article] of Object.entries(entity.articles)) {
        this.#pages.set(`${language}/${article.title}`, { entity, title: article.title });
        for (const redirectedFrom of article.redirects ?? []) {
          this.#pages.set(`${language}/${redirectedFrom}`, { entity, title: article.title, redirectedFrom });
        }
      }
    }
  }

  page(language: WikiLanguage, title: string): Page | undefined {
    return this.#pages.get(`${language}/${title}`);
  }

  entity(id: string): Entity | undefined {
    return this.#byId.get(id);
  }

  /** The picture with this file name, and whose it is. */
  picture(file: string): { readonly entity: Entity; readonly picture: EntityPicture } | undefined {
    const entity = this.#files.get(file.replaceAll(" ", "_"));
    return entity?.picture && { entity, picture: entity.picture };
  }

  /** Whose label holds the words, case aside: in place of the other names that the real service looks through. */
  search(words: string, language: WikiLanguage): Entity[] {
    const wanted = words.toLocaleLowerCase();
    const isWord = (label: string) => label.toLocaleLowerCase().includes(wanted);
    return this.entities.filter(({ labels }) => isWord(labels[language]) || isWord(labels.en));
  }
}
