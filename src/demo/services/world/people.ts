import type { Disambiguation, Entity, Licence } from "./entity.ts";

const publicDomain: Licence = {
  name: "Public domain",
  url: "https://creativecommons.org/publicdomain/mark/1.0/",
};
const attribution: Licence = { name: "CC BY-SA 4.0", url: "https://creativecommons.org/licenses/by-sa/4.0/" };
const fairUse: Licence = { name: "Fair use", url: null };

/** What occupations, works and kinds are called. */
export const conceptLabels: Readonly<Record<string, { readonly es: string; readonly en: string }>> = {
  Q5: { es: "ser humano", en: "human" },
  Q95074: { es: "personaje de ficción", en: "fictional character" },
  Q4167410: { es: "página de desambiguación", en: "Wikimedia disambiguation page" },
  Q901: { es: "científica", en: "scientist" },
  Q902: { es: "matemática", en: "mathematician" },
  Q903: { es: "escritor", en: "writer" },
  Q904: { es: "detective", en: "detective" },
  Q905: { es: "caballero andante", en: "knight-errant" },
  Q906: { es: "pintora", en: "painter" },
  Q907: { es: "piloto", en: "pilot" },
  Q951: { es: "Don Quijote de la Mancha", en: "Don Quixote" },
  Q952: { es: "Las aventuras de Sherlock Holmes", en: "The Adventures of Sherlock Holmes" },
  Q953: { es: "Alicia en el país de las maravillas", en: "Alice's Adventures in Wonderland" },
};

/** People and characters of the sample world; facts of real people are true, the words are this project's own. */
export const people: readonly Entity[] = [
  {
    id: "Q1001",
    kind: "human",
    labels: { es: "Ada Lovelace", en: "Ada Lovelace" },
    descriptions: { es: "matemática británica", en: "British mathematician" },
    articles: {
      es: {
        title: "Ada Lovelace",
        extract:
          "Ada Lovelace fue una matemática británica que describió cómo una máquina podría seguir un programa.",
        redirects: ["Condesa de Lovelace"],
      },
      en: {
        title: "Ada Lovelace",
        extract:
          "Ada Lovelace was a British mathematician who described how a machine could follow a program.",
      },
    },
    born: "1815-12-10",
    died: "1852-11-27",
    occupations: ["Q902", "Q903"],
    picture: {
      file: "Ada_Lovelace_portrait.jpg",
      at: "commons",
      licence: publicDomain,
      author: "Unknown painter",
      width: 1400,
      height: 1800,
    },
  },
  {
    id: "Q1002",
    kind: "human",
    labels: { es: "Marie Curie", en: "Marie Curie" },
    descriptions: { es: "física y química", en: "physicist and chemist" },
    articles: {
      es: {
        title: "Marie Curie",
        extract: "Marie Curie estudió la radiactividad y recibió dos premios Nobel, de Física y de Química.",
        redirects: ["Maria Skłodowska-Curie", "Madame Curie"],
      },
      en: {
        title: "Marie Curie",
        extract:
          "Marie Curie studied radioactivity and received two Nobel Prizes, in physics and in chemistry.",
      },
    },
    born: "1867-11-07",
    died: "1934-07-04",
    occupations: ["Q901"],
    picture: {
      file: "Marie_Curie_1920.jpg",
      at: "commons",
      licence: publicDomain,
      author: "Henri Manuel",
      width: 1000,
      height: 1300,
    },
  },
  {
    id: "Q1003",
    kind: "fictional",
    labels: { es: "Sherlock Holmes", en: "Sherlock Holmes" },
    descriptions: { es: "detective de ficción", en: "fictional detective" },
    articles: {
      es: {
        title: "Sherlock Holmes",
        extract: "Sherlock Holmes es un detective creado por Arthur Conan Doyle.",
      },
      en: {
        title: "Sherlock Holmes",
        extract: "Sherlock Holmes is a detective created by Arthur Conan Doyle.",
      },
    },
    occupations: ["Q904"],
    work: "Q952",
    picture: {
      file: "Holmes_drawing.jpg",
      at: "commons",
      licence: publicDomain,
      author: "Sidney Paget",
      width: 800,
      height: 1100,
    },
  },
  {
    id: "Q1004",
    kind: "fictional",
    labels: { es: "Don Quijote", en: "Don Quixote" },
    descriptions: { es: "personaje de Cervantes", en: "character of Cervantes" },
    articles: {
      es: {
        title: "Don Quijote (personaje)",
        extract: "Don Quijote es un hidalgo que sale al mundo como caballero andante.",
        redirects: ["Don Quijote", "Alonso Quijano"],
      },
    },
    occupations: ["Q905"],
    work: "Q951",
    picture: {
      file: "Quijote_grabado.jpg",
      at: "commons",
      licence: publicDomain,
      author: "Gustave Doré",
      width: 1200,
      height: 1500,
    },
  },
  {
    id: "Q1005",
    kind: "fictional",
    labels: { es: "Capitana Cometa", en: "Captain Comet" },
    descriptions: { es: "heroína de cómic de muestra", en: "heroine of a sample comic" },
    articles: {
      en: {
        title: "Captain Comet (sample)",
        extract: "Captain Comet is a heroine of this sample world.",
        redirects: ["Captain Comet"],
      },
    },
    work: "Q953",
    // What is not free lies in one wiki only, and a search for free pictures does not see it.
    picture: {
      file: "Captain_Comet_cover.jpg",
      at: "en",
      licence: fairUse,
      author: null,
      width: 500,
      height: 700,
    },
  },
  {
    id: "Q1006",
    kind: "human",
    labels: { es: "Michael Jordan", en: "Michael Jordan" },
    descriptions: { es: "jugador de baloncesto estadounidense", en: "American basketball player" },
    articles: {
      es: { title: "Michael Jordan", extract: "Michael Jordan es un jugador de baloncesto retirado." },
      en: { title: "Michael Jordan", extract: "Michael Jordan is a retired basketball player." },
    },
    born: "1963-02-17",
    picture: {
      file: "Jordan_game.jpg",
      at: "commons",
      licence: attribution,
      author: "A. Photographer",
      width: 900,
      height: 1200,
    },
  },
  {
    id: "Q1007",
    kind: "human",
    labels: { es: "Michael I. Jordan", en: "Michael I. Jordan" },
    descriptions: { es: "investigador en aprendizaje automático", en: "researcher in machine learning" },
    articles: {
      en: {
        title: "Michael I. Jordan",
        extract: "Michael I. Jordan is a researcher in machine learning and statistics.",
      },
    },
    born: "1956-02-25",
    occupations: ["Q901"],
  },
  {
    id: "Q1008",
    kind: "human",
    labels: { es: "Frida Kahlo", en: "Frida Kahlo" },
    descriptions: { es: "pintora mexicana", en: "Mexican painter" },
    articles: {
      es: {
        title: "Frida Kahlo",
        extract: "Frida Kahlo fue una pintora mexicana, conocida por sus autorretratos.",
      },
      en: {
        title: "Frida Kahlo",
        extract: "Frida Kahlo was a Mexican painter, known for her self-portraits.",
      },
    },
    born: "1907-07-06",
    died: "1954-07-13",
    occupations: ["Q906"],
    picture: {
      file: "Frida_Kahlo_1932.jpg",
      at: "commons",
      licence: null,
      author: null,
      width: 960,
      height: 1280,
    },
  },
  {
    id: "Q1009",
    kind: "human",
    labels: { es: "Amelia Earhart", en: "Amelia Earhart" },
    descriptions: { es: "aviadora estadounidense", en: "American aviator" },
    articles: {
      en: {
        title: "Amelia Earhart",
        extract: "Amelia Earhart was an American aviator who flew alone across the Atlantic.",
      },
    },
    born: "1897-07-24",
    occupations: ["Q907"],
  },
];

export const disambiguations: readonly Disambiguation[] = [
  { title: "Jordan", language: "es", id: "Q1901" },
  { title: "Jordan", language: "en", id: "Q1901" },
  { title: "Michael Jordan (desambiguación)", language: "es", id: "Q1902" },
  { title: "Mercurio", language: "es", id: "Q1903" },
];

/** As many people as a bench wants, each with an article and a free picture. */
export function inventedPeople(count: number): Entity[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `Persona de muestra ${at + 1}`;
    return {
      id: `Q${5000 + at}` as const,
      kind: "human" as const,
      labels: { es: name, en: `Sample person ${at + 1}` },
      descriptions: { es: "persona inventada", en: "invented person" },
      articles: { es: { title: name, extract: `${name} no existe fuera de esta muestra.` } },
      occupations: ["Q903"],
      picture: {
        file: `Sample_person_${at + 1}.jpg`,
        at: "commons" as const,
        licence: attribution,
        author: "Sample author",
        width: 1000,
        height: 1250,
      },
    };
  });
}
