import type { Words } from "../language/words.ts";
import type { ArgumentRow, FlagRow } from "./flag-row.ts";
import { limitFlags } from "./limit-flags.ts";

/** One command of lote. Its parser, help, completion and the page `docs/commands.md` are made from this row. */
export interface CommandRow {
  /** The words after `lote`, with single spaces; empty for `lote` alone. */
  readonly path: string;
  readonly help: Words;
  readonly arguments: readonly ArgumentRow[];
  readonly flags: readonly FlagRow[];
  /** Whole command lines. */
  readonly examples: readonly string[];
}

/** What the groups of commands are for, shown where a group's help lists its commands. */
export const groups: Readonly<Record<string, Words>> = {
  characters: {
    en: "import people and characters, with pictures",
    es: "importa personas y personajes, con imágenes",
  },
  lists: { en: "saved lists of names", es: "listas de nombres guardadas" },
  comics: { en: "match comics to a catalogue of covers", es: "empareja cómics con un catálogo de portadas" },
  "comics catalog import": {
    en: "catalogues of other programs",
    es: "catálogos de otros programas",
  },
  "comics catalog": { en: "the known issues and their covers", es: "los números conocidos y sus portadas" },
  documents: {
    en: "put folders of documents into an index, and find passages in it",
    es: "mete carpetas de documentos en un índice y encuentra pasajes en él",
  },
  faces: {
    en: "vectors of people's faces, and who is in a photo",
    es: "vectores de las caras de personas, y quién está en una foto",
  },
  "faces consent": { en: "who agreed to what, until when", es: "quién consintió qué, y hasta cuándo" },
  "faces event": { en: "who was seen at events", es: "quién fue visto en los eventos" },
  products: {
    en: "normalise products of retailers, and compare them",
    es: "normaliza productos de tiendas y los compara",
  },
  "products cache": {
    en: "answers about names, given again for names that say the same",
    es: "respuestas sobre nombres, que valen para nombres que dicen lo mismo",
  },
  runs: { en: "look at runs and steer them", es: "mira las ejecuciones y gobiérnalas" },
  models: { en: "models: what there is, and what is here", es: "modelos: los que hay y los que están aquí" },
  config: { en: "settings, and where each comes from", es: "ajustes, y de dónde sale cada uno" },
};

const runArgument = { name: "run", kind: "run", required: true } as const;

const answersIndexFlag = {
  name: "index",
  kind: "text",
  placeholder: "URL",
  help: {
    en: "where answers are kept to be given again: sqlite:PATH, or postgres://… (a password belongs in LOTE_INDEX_URL)",
    es: "dónde se guardan las respuestas que se repiten: sqlite:RUTA, o postgres://… (una contraseña va en LOTE_INDEX_URL)",
  },
} as const;

/** Every command that works, in the order help lists them. A command appears when its workflow works. */
export const commands = [
  {
    path: "",
    help: { en: "open the terminal interface", es: "abre la interfaz de terminal" },
    arguments: [],
    flags: [],
    examples: ["lote", "lote --lang es"],
  },
  {
    path: "demo",
    help: {
      en: "show what works, on generated samples, in a throw-away workspace",
      es: "enseña lo que funciona, con muestras generadas, en un espacio de trabajo desechable",
    },
    arguments: [],
    flags: [],
    examples: ["lote demo", "lote demo --json"],
  },
  {
    path: "characters import",
    help: {
      en: "import people and characters with their pictures: from a category, names, a file or a saved list",
      es: "importa personas y personajes con sus imágenes: de una categoría, nombres, un fichero o una lista guardada",
    },
    arguments: [],
    flags: [
      {
        name: "category",
        kind: "text",
        placeholder: "TEXT",
        help: {
          en: "have names of this category proposed; with another source, what the names have in common",
          es: "pide nombres de esta categoría; con otra fuente, lo que los nombres tienen en común",
        },
      },
      {
        name: "count",
        kind: "upTo100",
        help: { en: "how many names of the category (20)", es: "cuántos nombres de la categoría (20)" },
      },
      {
        name: "names",
        kind: "text",
        placeholder: '"A,B"',
        help: { en: "these names", es: "estos nombres" },
      },
      {
        name: "file",
        kind: "file",
        placeholder: "names.csv",
        help: {
          en: "a name a line, or a column of a CSV",
          es: "un nombre por línea, o una columna de un CSV",
        },
      },
      {
        name: "column",
        kind: "text",
        placeholder: "NAME",
        help: { en: "which column of the file", es: "qué columna del fichero" },
      },
      {
        name: "list",
        kind: "text",
        placeholder: "NAME",
        help: { en: "a saved list of names", es: "una lista de nombres guardada" },
      },
      {
        name: "concurrency",
        kind: "upTo10",
        help: { en: "so many at a time (5)", es: "cuántos a la vez (5)" },
      },
      {
        name: "no-images",
        help: { en: "without pictures", es: "sin imágenes" },
      },
      {
        name: "refresh",
        help: {
          en: "ask again for those who are imported already",
          es: "pregunta otra vez por los que ya están importados",
        },
      },
      {
        name: "sources",
        kind: "pictureSources",
        help: {
          en: "where pictures are looked for, in this order (wikipedia,duckduckgo,generate)",
          es: "dónde se buscan imágenes, en este orden (wikipedia,duckduckgo,generate)",
        },
      },
    ],
    examples: [
      'lote characters import --names "Marie Curie,Don Quijote"',
      "lote characters import --file names.csv --column nombre --yes",
      'lote characters import --category "inventors" --count 50 --max-cost 1 --yes',
    ],
  },
  {
    path: "characters list",
    help: { en: "the imported people and characters", es: "las personas y personajes importados" },
    arguments: [],
    flags: [
      {
        name: "category",
        kind: "text",
        help: { en: "only those of this category", es: "solo los de esta categoría" },
      },
      {
        name: "search",
        kind: "text",
        help: { en: "only names with these letters", es: "solo nombres con estas letras" },
      },
    ],
    examples: ["lote characters list", "lote characters list --search curie --json"],
  },
  {
    path: "characters show",
    help: { en: "all that is kept of one of them", es: "todo lo que se guarda de uno de ellos" },
    arguments: [{ name: "name", kind: "text", placeholder: "NAME", required: true }],
    flags: [],
    examples: ['lote characters show "Marie Curie"'],
  },
  {
    path: "characters correct",
    help: {
      en: "correct what is kept of one of them; lote runs undo takes it back",
      es: "corrige lo que se guarda de uno de ellos; lote runs undo lo deshace",
    },
    arguments: [{ name: "who", kind: "text", placeholder: "NAME", required: true }],
    flags: [
      {
        name: "name",
        kind: "text",
        help: {
          en: "the name from now on; the old one leads there too",
          es: "el nombre desde ahora; el de antes también vale",
        },
      },
      {
        name: "description",
        kind: "text",
        help: { en: "a few words on who it is", es: "unas palabras sobre quién es" },
      },
      { name: "kind", kind: "characterKind", help: { en: "what it is", es: "qué es" } },
      {
        name: "category",
        kind: "text",
        help: {
          en: 'what it has in common with others; "" for nothing',
          es: 'lo que tiene en común con otros; "" para nada',
        },
      },
      {
        name: "remove-picture",
        help: { en: "removes the picture, with its file", es: "quita la imagen, con su fichero" },
      },
    ],
    examples: [
      'lote characters correct "Marie Curie" --description "physicist and chemist"',
      "lote characters correct wikidata:Q42 --remove-picture",
    ],
  },
  {
    path: "characters credits",
    help: {
      en: "who made the pictures, and under which licence they stand",
      es: "quién hizo las imágenes y con qué licencia están",
    },
    arguments: [],
    flags: [
      {
        name: "format",
        kind: "creditFormat",
        help: { en: "Markdown or CSV (md)", es: "Markdown o CSV (md)" },
      },
    ],
    examples: ["lote characters credits > CREDITS.md", "lote characters credits --format csv"],
  },
  {
    path: "lists list",
    help: { en: "the saved lists of names", es: "las listas de nombres guardadas" },
    arguments: [],
    flags: [],
    examples: ["lote lists list"],
  },
  {
    path: "lists show",
    help: { en: "the names of a list", es: "los nombres de una lista" },
    arguments: [{ name: "list", kind: "text", placeholder: "NAME", required: true }],
    flags: [],
    examples: ["lote lists show inventors"],
  },
  {
    path: "lists rename",
    help: { en: "give a list another name", es: "cambia el nombre de una lista" },
    arguments: [
      { name: "list", kind: "text", placeholder: "NAME", required: true },
      { name: "to", kind: "text", placeholder: "NEW", required: true },
    ],
    flags: [],
    examples: ["lote lists rename inventors scientists"],
  },
  {
    path: "lists delete",
    help: { en: "delete a list; what was imported stays", es: "borra una lista; lo importado se queda" },
    arguments: [{ name: "list", kind: "text", placeholder: "NAME", required: true }],
    flags: [],
    examples: ["lote lists delete inventors --yes"],
  },
  {
    path: "comics catalog add",
    help: {
      en: "add known issues: a folder of covers, or CSV files (cover, series, number, year, publisher)",
      es: "añade números conocidos: una carpeta de portadas o ficheros CSV (cover, series, number, year, publisher)",
    },
    arguments: [{ name: "sources", kind: "path", placeholder: "DIR|FILE.csv", required: true, repeat: true }],
    flags: [],
    examples: ["lote comics catalog add ~/covers", "lote comics catalog add issues.csv --yes"],
  },
  {
    path: "comics catalog import babelcomics",
    help: {
      en: "take over the catalogue, comics and links of a Babelcomics 4 database",
      es: "toma el catálogo, los cómics y los enlaces de una base de datos de Babelcomics 4",
    },
    arguments: [{ name: "database", kind: "file", placeholder: "DB", required: true }],
    flags: [],
    examples: ["lote comics catalog import babelcomics ~/babelcomics/data/babelcomics.db"],
  },
  {
    path: "comics embed",
    help: {
      en: "make the vectors of the catalogue covers",
      es: "calcula los vectores de las portadas del catálogo",
    },
    arguments: [],
    flags: [
      {
        name: "force",
        help: { en: "make again those that exist", es: "calcula de nuevo los que ya existen" },
      },
    ],
    examples: ["lote comics embed", "lote comics embed --force"],
  },
  {
    path: "comics calibrate",
    help: {
      en: "learn how far matches can be trusted, from distorted covers of the catalogue and your own answers",
      es: "aprende hasta dónde fiarse de las coincidencias, con portadas del catálogo deformadas y tus respuestas",
    },
    arguments: [],
    flags: [],
    examples: ["lote comics calibrate", "lote comics calibrate --max 3000 --json"],
  },
  {
    path: "comics classify",
    help: { en: "match comics to the catalogue", es: "empareja cómics con el catálogo" },
    arguments: [{ name: "paths", kind: "path", required: true, repeat: true }],
    flags: [
      {
        name: "threshold",
        kind: "cosine",
        help: {
          en: "suggest nothing under this cosine; the default belongs to the vector space",
          es: "no sugieras nada por debajo de este coseno; el valor normal es el del espacio de vectores",
        },
      },
      {
        name: "auto-apply",
        help: {
          en: "apply the strong matches; without it, and without --yes, nothing is applied",
          es: "aplica las coincidencias fuertes; sin esto, ni --yes, no se aplica nada",
        },
      },
      {
        name: "all",
        help: {
          en: "take also what is classified already",
          es: "toma también lo que ya está clasificado",
        },
      },
      {
        name: "write-comicinfo",
        help: {
          en: "write what the catalogue knows into the ComicInfo.xml of each cbz that is linked; what it says already stays",
          es: "escribe lo que sabe el catálogo en el ComicInfo.xml de cada cbz enlazado; lo que ya dice se queda",
        },
      },
      {
        name: "overwrite-comicinfo",
        help: {
          en: "the same, and replace what the ComicInfo.xml says otherwise",
          es: "lo mismo, y cambia lo que el ComicInfo.xml diga de otro modo",
        },
      },
    ],
    examples: [
      "lote comics classify ~/comics",
      "lote comics classify ~/comics --yes --on-ambiguous skip",
      "lote comics classify ~/comics --auto-apply --json > result.json",
      "lote comics classify ~/comics --yes --write-comicinfo",
    ],
  },
  {
    path: "documents ingest",
    help: {
      en: "read files and folders into the index; what is there already costs nothing",
      es: "lee ficheros y carpetas y los mete en el índice; lo que ya está no cuesta nada",
    },
    arguments: [{ name: "paths", kind: "path", required: true, repeat: true }],
    flags: [
      {
        name: "workers",
        kind: "upTo64",
        help: { en: "files and requests at once (10)", es: "ficheros y peticiones a la vez (10)" },
      },
      {
        name: "batch-size",
        kind: "count",
        help: {
          en: "files that each worker may have waiting for their vectors (38)",
          es: "ficheros que cada trabajador puede tener esperando sus vectores (38)",
        },
      },
      {
        name: "mode",
        kind: "documentMode",
        help: {
          en: "sync: vectors at once; batch: at half the price, within a day (sync)",
          es: "sync: vectores al momento; batch: a mitad de precio, en un día (sync)",
        },
      },
      ...limitFlags,
      {
        name: "prune",
        help: {
          en: "take documents out of the index whose files are gone from these folders",
          es: "saca del índice los documentos cuyos ficheros ya no están en estas carpetas",
        },
      },
      {
        name: "index",
        kind: "text",
        placeholder: "URL",
        help: {
          en: "the index: sqlite:PATH, or postgres://… (a password belongs in LOTE_INDEX_URL)",
          es: "el índice: sqlite:RUTA, o postgres://… (una contraseña va en LOTE_INDEX_URL)",
        },
      },
    ],
    examples: [
      "lote documents ingest ~/notes",
      "lote documents ingest ~/notes --workers 20 --prune --yes --json",
      "lote documents ingest ~/notes --model multilingual-e5-small",
      "lote documents ingest ~/notes --model text-embedding-3-small --max-cost 5",
      "lote documents ingest ~/notes --model text-embedding-3-small --mode batch --detach",
    ],
  },
  {
    path: "documents search",
    help: {
      en: "find passages by meaning and by words",
      es: "encuentra pasajes por significado y por palabras",
    },
    arguments: [{ name: "text", kind: "text", placeholder: "TEXT", required: true, repeat: true }],
    flags: [
      {
        name: "limit",
        kind: "upTo100",
        help: { en: "at most so many passages (10)", es: "como mucho tantos pasajes (10)" },
      },
      {
        name: "in",
        kind: "path",
        help: { en: "only documents of this folder", es: "solo documentos de esta carpeta" },
      },
      {
        name: "type",
        kind: "documentFormat",
        help: { en: "only documents of this kind", es: "solo documentos de este tipo" },
      },
      {
        name: "index",
        kind: "text",
        placeholder: "URL",
        help: {
          en: "the index: sqlite:PATH, or postgres://… (a password belongs in LOTE_INDEX_URL)",
          es: "el índice: sqlite:RUTA, o postgres://… (una contraseña va en LOTE_INDEX_URL)",
        },
      },
    ],
    examples: [
      "lote documents search how long does the guarantee last",
      'lote documents search "copias de seguridad" --in ~/notes --limit 5 --json',
      "lote documents search backups --model hashed-ngrams-512",
    ],
  },
  {
    path: "documents verify",
    help: {
      en: "compare the index with the ledger and with itself; ends with 3 when something is missing",
      es: "compara el índice con el registro y consigo mismo; termina con 3 si falta algo",
    },
    arguments: [],
    flags: [
      {
        name: "repair",
        help: {
          en: "mend it: what can only be read again is read again",
          es: "repáralo: lo que solo puede leerse de nuevo se lee de nuevo",
        },
      },
      {
        name: "index",
        kind: "text",
        placeholder: "URL",
        help: {
          en: "the index: sqlite:PATH, or postgres://… (a password belongs in LOTE_INDEX_URL)",
          es: "el índice: sqlite:RUTA, o postgres://… (una contraseña va en LOTE_INDEX_URL)",
        },
      },
    ],
    examples: ["lote documents verify", "lote documents verify --repair"],
  },
  {
    path: "documents failures",
    help: {
      en: "files that could not be read and have not come through since, as JSON with --json",
      es: "ficheros que no se pudieron leer y siguen así, en JSON con --json",
    },
    arguments: [],
    flags: [
      {
        name: "export",
        kind: "file",
        help: {
          en: "write them to this file, as failed_files_log.json has them",
          es: "escríbelos en este fichero, como los tiene failed_files_log.json",
        },
      },
    ],
    examples: ["lote documents failures", "lote documents failures --export failed_files_log.json"],
  },
  {
    path: "faces embed",
    help: {
      en: "make vectors of people's pictures: all that are new",
      es: "calcula los vectores de las imágenes de personas: todas las nuevas",
    },
    arguments: [],
    flags: [
      {
        name: "from",
        kind: "path",
        placeholder: "mysql|FILE.csv|DIR",
        help: {
          en: "the people: the table that the settings name, a CSV (crew_id, imagen), or a folder with a folder a person",
          es: "las personas: la tabla que dicen los ajustes, un CSV (crew_id, imagen) o una carpeta con una carpeta por persona",
        },
      },
      {
        name: "to",
        kind: "faceSink",
        help: {
          en: "where the vectors are kept; where the people come from, unless that is no database",
          es: "dónde se guardan los vectores; de donde vienen las personas, si es una base de datos",
        },
      },
      {
        name: "all",
        help: {
          en: "look again also at the pictures of those who have a vector: what changed is made anew",
          es: "mira otra vez también las imágenes de quienes ya tienen vector: lo que cambió se rehace",
        },
      },
      {
        name: "crew-id",
        kind: "text",
        placeholder: "ID",
        help: { en: "only this person", es: "solo esta persona" },
      },
      {
        name: "force",
        help: {
          en: "make again those that exist, and let them take the place of better ones",
          es: "calcula de nuevo los que existen, y que sustituyan a otros mejores",
        },
      },
    ],
    examples: [
      "lote faces embed",
      "lote faces embed --from ~/crew --to workspace",
      "lote faces embed --crew-id 789123 --force --debug",
    ],
  },
  {
    path: "faces identify",
    help: {
      en: "who is in photos; with --event, mark who was seen",
      es: "quién está en las fotos; con --event, marca a quién se vio",
    },
    arguments: [{ name: "photos", kind: "path", placeholder: "IMAGE", required: true, repeat: true }],
    flags: [
      {
        name: "event",
        kind: "text",
        placeholder: "NAME",
        help: {
          en: "mark who was seen at this event, once each; whom nobody knows waits for review",
          es: "marca quién fue visto en este evento, una vez cada uno; los desconocidos esperan revisión",
        },
      },
      {
        name: "in",
        kind: "faceSink",
        help: {
          en: "where the vectors are; by default the workspace, or the database where that has none",
          es: "dónde están los vectores; por defecto el espacio de trabajo, o la base de datos si no tiene ninguno",
        },
      },
    ],
    examples: ["lote faces identify photo.jpg", "lote faces identify party/*.jpg --event cena --yes"],
  },
  {
    path: "faces calibrate",
    help: {
      en: "fit how near a face must be to a wanted rate of mistakes, on the people whose vectors are kept",
      es: "ajusta cuánto debe parecerse una cara a una tasa de errores deseada, con las personas guardadas",
    },
    arguments: [],
    flags: [
      {
        name: "false-match-rate",
        kind: "probability",
        help: {
          en: "of comparisons of two people, the share that may be taken for one (0.001)",
          es: "de las comparaciones de dos personas, la parte que puede tomarse por una (0.001)",
        },
      },
      {
        name: "in",
        kind: "faceSink",
        help: {
          en: "where the vectors are; by default the workspace, or the database where that has none",
          es: "dónde están los vectores; por defecto el espacio de trabajo, o la base de datos si no tiene ninguno",
        },
      },
    ],
    examples: ["lote faces calibrate", "lote faces calibrate --false-match-rate 0.0001 --json"],
  },
  {
    path: "faces people",
    help: { en: "whose vectors are kept", es: "de quién se guardan vectores" },
    arguments: [],
    flags: [
      {
        name: "in",
        kind: "faceSink",
        help: {
          en: "where the vectors are; by default the workspace, or the database where that has none",
          es: "dónde están los vectores; por defecto el espacio de trabajo, o la base de datos si no tiene ninguno",
        },
      },
    ],
    examples: ["lote faces people", "lote faces people --json"],
  },
  {
    path: "faces show",
    help: {
      en: "the versions of a person's vector, and their consent",
      es: "las versiones del vector de una persona, y su consentimiento",
    },
    arguments: [{ name: "person", kind: "text", placeholder: "CREW_ID", required: true }],
    flags: [
      {
        name: "in",
        kind: "faceSink",
        help: {
          en: "where the vectors are; by default the workspace, or the database where that has none",
          es: "dónde están los vectores; por defecto el espacio de trabajo, o la base de datos si no tiene ninguno",
        },
      },
    ],
    examples: ["lote faces show 789123"],
  },
  {
    path: "faces consent set",
    help: { en: "note that a person agreed", es: "anota que una persona consintió" },
    arguments: [{ name: "person", kind: "text", placeholder: "CREW_ID", required: true }],
    flags: [
      {
        name: "purpose",
        kind: "text",
        help: { en: "to what (LOTE_FACE_PURPOSE, attendance)", es: "en qué (LOTE_FACE_PURPOSE, attendance)" },
      },
      {
        name: "date",
        kind: "text",
        placeholder: "DATE",
        help: { en: "when, as 2026-01-31; today", es: "cuándo, como 2026-01-31; hoy" },
      },
      {
        name: "until",
        kind: "text",
        placeholder: "DATE",
        help: { en: "until the end of this day", es: "hasta el final de este día" },
      },
    ],
    examples: ["lote faces consent set 789123 --until 2027-12-31"],
  },
  {
    path: "faces consent show",
    help: {
      en: "what a person agreed to, and what is noted of everybody without one",
      es: "qué consintió una persona; sin ella, lo anotado de todas",
    },
    arguments: [{ name: "person", kind: "text", placeholder: "CREW_ID", required: false }],
    flags: [],
    examples: ["lote faces consent show", "lote faces consent show 789123"],
  },
  {
    path: "faces consent withdraw",
    help: {
      en: "note that a person agrees no longer: they are matched no more",
      es: "anota que una persona ya no consiente: deja de ser reconocida",
    },
    arguments: [{ name: "person", kind: "text", placeholder: "CREW_ID", required: true }],
    flags: [
      {
        name: "purpose",
        kind: "text",
        help: { en: "to what (LOTE_FACE_PURPOSE, attendance)", es: "en qué (LOTE_FACE_PURPOSE, attendance)" },
      },
    ],
    examples: ["lote faces consent withdraw 789123"],
  },
  {
    path: "faces forget",
    help: {
      en: "remove everything of a person, and prove it",
      es: "borra todo lo de una persona, y lo demuestra",
    },
    arguments: [{ name: "person", kind: "text", placeholder: "CREW_ID", required: true }],
    flags: [],
    examples: ["lote faces forget 789123", "lote faces forget 789123 --yes --json"],
  },
  {
    path: "faces event list",
    help: { en: "the events", es: "los eventos" },
    arguments: [],
    flags: [],
    examples: ["lote faces event list"],
  },
  {
    path: "faces event show",
    help: { en: "who was seen at an event", es: "quién fue visto en un evento" },
    arguments: [{ name: "event", kind: "text", placeholder: "NAME", required: true }],
    flags: [],
    examples: ["lote faces event show cena --json"],
  },
  {
    path: "faces event mark",
    help: { en: "mark somebody by hand", es: "marca a alguien a mano" },
    arguments: [
      { name: "event", kind: "text", placeholder: "NAME", required: true },
      { name: "person", kind: "text", placeholder: "CREW_ID", required: true },
    ],
    flags: [
      {
        name: "force",
        help: {
          en: "also somebody of whom nothing is known yet",
          es: "también a alguien de quien aún no se sabe nada",
        },
      },
    ],
    examples: ["lote faces event mark cena 789123"],
  },
  {
    path: "faces audit",
    help: {
      en: "every look-up, a line each; it names nobody",
      es: "cada consulta, una línea; no nombra a nadie",
    },
    arguments: [],
    flags: [],
    examples: ["lote faces audit --ndjson"],
  },
  {
    path: "products normalize",
    help: {
      en: "brands, models and attributes of a list of products (CSV or lines of JSON)",
      es: "marcas, modelos y atributos de una lista de productos (CSV o líneas de JSON)",
    },
    arguments: [{ name: "file", kind: "file", placeholder: "FILE.csv|jsonl", required: true }],
    flags: [
      {
        name: "mode",
        kind: "productMode",
        help: {
          en: "in batches at half the price, one by one, or by rules alone; auto takes batches above 100 new products",
          es: "en lotes a mitad de precio, uno a uno, o solo con reglas; auto usa lotes desde 100 productos nuevos",
        },
      },
      {
        name: "route",
        kind: "productRoute",
        help: {
          en: "one tier for all products; auto decides for each (auto)",
          es: "un mismo nivel para todos los productos; auto decide en cada uno (auto)",
        },
      },
      {
        name: "batch-size",
        kind: "upTo50000",
        placeholder: "N",
        help: { en: "requests of one batch (10000)", es: "peticiones de cada lote (10000)" },
      },
      ...limitFlags,
      {
        name: "columns",
        kind: "text",
        placeholder: "name=TITLE,…",
        help: {
          en: "which column says what: name, category, price, retailer, sku; those left out are guessed",
          es: "qué columna dice qué: name, category, price, retailer, sku; las demás se adivinan",
        },
      },
      answersIndexFlag,
    ],
    examples: [
      "lote products normalize list.csv --max 100",
      "lote products normalize list.csv --max-cost 5 --detach",
      "lote products normalize list.jsonl --mode rules",
    ],
  },
  {
    path: "products match",
    help: {
      en: "the same product of several shops, with the cheapest and how far prices lie apart",
      es: "el mismo producto en varias tiendas, con la más barata y cuánto distan los precios",
    },
    arguments: [],
    flags: [
      {
        name: "sure",
        kind: "probability",
        placeholder: "0..1",
        help: {
          en: "from this likeness on two offers are one product (0.75)",
          es: "desde este parecido dos ofertas son un mismo producto (0.75)",
        },
      },
      {
        name: "doubtful",
        kind: "probability",
        placeholder: "0..1",
        help: {
          en: "from this likeness on a person is asked (0.5)",
          es: "desde este parecido se pregunta a una persona (0.5)",
        },
      },
      {
        name: "format",
        kind: "exportFormat",
        help: {
          en: "all of it as a file instead of a summary: one offer a line in csv, one product in jsonl",
          es: "todo como fichero en vez de un resumen: una oferta por línea en csv, un producto en jsonl",
        },
      },
    ],
    examples: [
      "lote products match",
      "lote products match --sure 0.85 --doubtful 0.6",
      "lote products match --format csv > prices.csv",
    ],
  },
  {
    path: "products export",
    help: { en: "print the normalised products", es: "imprime los productos normalizados" },
    arguments: [],
    flags: [
      {
        name: "format",
        kind: "exportFormat",
        help: { en: "the form of the lines (jsonl)", es: "la forma de las líneas (jsonl)" },
      },
    ],
    examples: ["lote products export > products.jsonl", "lote products export --format csv > products.csv"],
  },
  {
    path: "products cache warm",
    help: {
      en: "keep the answers of products normalised before (an export, CSV or lines of JSON), to be given again",
      es: "guarda respuestas de productos ya normalizados (un export, CSV o líneas de JSON) para volver a darlas",
    },
    arguments: [{ name: "file", kind: "file", placeholder: "FILE.csv|jsonl", required: true }],
    flags: [
      {
        name: "columns",
        kind: "text",
        placeholder: "name=TITLE,…",
        help: {
          en: "which column says what: name, category, price, retailer, sku; those left out are guessed",
          es: "qué columna dice qué: name, category, price, retailer, sku; las demás se adivinan",
        },
      },
      answersIndexFlag,
    ],
    examples: [
      "lote products cache warm products.jsonl",
      "lote products cache warm products.jsonl --index postgres://localhost/lote",
    ],
  },
  {
    path: "products stats",
    help: {
      en: "batches, products, reused answers, cost, models, tiers, savings",
      es: "lotes, productos, respuestas reutilizadas, coste, modelos, niveles, ahorro",
    },
    arguments: [],
    flags: [],
    examples: ["lote products stats", "lote products stats --json"],
  },
  {
    path: "review",
    help: { en: "decide what waits for a person", es: "decide lo que espera a una persona" },
    arguments: [{ ...runArgument, required: false }],
    flags: [],
    examples: ["lote review", "lote review RUN", "lote review RUN --accept-above 0.97 --yes"],
  },
  {
    path: "review export",
    help: { en: "write the open questions to a file", es: "escribe en un fichero las preguntas abiertas" },
    arguments: [{ name: "file", kind: "file", required: true }],
    flags: [],
    examples: ["lote review export questions.jsonl"],
  },
  {
    path: "review import",
    help: { en: "take the decisions from a file", es: "toma las decisiones de un fichero" },
    arguments: [{ name: "file", kind: "file", required: true }],
    flags: [],
    examples: ["lote review import decisions.jsonl"],
  },
  {
    path: "runs list",
    help: { en: "the runs of this workspace", es: "las ejecuciones de este espacio de trabajo" },
    arguments: [],
    flags: [],
    examples: ["lote runs list", "lote runs list --json"],
  },
  {
    path: "runs show",
    help: { en: "one run: counts, failures, decisions", es: "una ejecución: cuentas, fallos, decisiones" },
    arguments: [runArgument],
    flags: [],
    examples: ["lote runs show RUN"],
  },
  {
    path: "runs watch",
    help: { en: "follow a run until it ends", es: "sigue una ejecución hasta que acabe" },
    arguments: [runArgument],
    flags: [],
    examples: ["lote runs watch RUN", "lote runs watch RUN --ndjson"],
  },
  {
    path: "runs pause",
    help: {
      en: "finish what is in flight, start nothing more",
      es: "acaba lo que está en marcha y no empieces más",
    },
    arguments: [runArgument],
    flags: [],
    examples: ["lote runs pause RUN"],
  },
  {
    path: "runs resume",
    help: {
      en: "go on with a paused or interrupted run",
      es: "sigue con una ejecución pausada o interrumpida",
    },
    arguments: [runArgument],
    flags: [],
    examples: ["lote runs resume RUN"],
  },
  {
    path: "runs retry",
    help: { en: "try items of a run again", es: "intenta otra vez elementos de una ejecución" },
    arguments: [runArgument],
    flags: [{ name: "failed", help: { en: "only those that failed", es: "solo los que fallaron" } }],
    examples: ["lote runs retry RUN --failed"],
  },
  {
    path: "runs cancel",
    help: {
      en: "stop a run for good; what is done stays",
      es: "para una ejecución del todo; lo hecho se queda",
    },
    arguments: [runArgument],
    flags: [],
    examples: ["lote runs cancel RUN"],
  },
  {
    path: "runs undo",
    help: { en: "take back what a run applied", es: "deshaz lo que aplicó una ejecución" },
    arguments: [runArgument],
    flags: [],
    examples: ["lote runs undo RUN", "lote runs undo RUN --dry-run"],
  },
  {
    path: "runs export",
    help: { en: "print one line per item", es: "imprime una línea por elemento" },
    arguments: [runArgument],
    flags: [
      {
        name: "format",
        kind: "exportFormat",
        help: { en: "the form of the lines (jsonl)", es: "la forma de las líneas (jsonl)" },
      },
    ],
    examples: ["lote runs export RUN > items.jsonl", "lote runs export RUN --format csv > items.csv"],
  },
  {
    path: "models list",
    help: {
      en: "every model: size, licence, whether it is here",
      es: "todos los modelos: tamaño, licencia y si están aquí",
    },
    arguments: [],
    flags: [],
    examples: ["lote models list", "lote models list --json"],
  },
  {
    path: "models pull",
    help: {
      en: "download models, check them, and put them where lote finds them",
      es: "descarga modelos, compruébalos y ponlos donde lote los encuentra",
    },
    arguments: [{ name: "names", kind: "text", placeholder: "NAME", required: true, repeat: true }],
    flags: [],
    examples: ["lote models pull clip-vit-b32-int8", "lote models pull clip-vit-b32-int8 --dry-run"],
  },
  {
    path: "models verify",
    help: {
      en: "read every model that is here, and load it",
      es: "lee todos los modelos que están aquí y cárgalos",
    },
    arguments: [],
    flags: [],
    examples: ["lote models verify"],
  },
  {
    path: "worker",
    help: { en: "the engine process; started for you", es: "el proceso del motor; se arranca solo" },
    arguments: [],
    flags: [
      {
        name: "once",
        help: { en: "end when nothing is left to do", es: "termina cuando no quede nada por hacer" },
      },
      {
        name: "query",
        help: {
          en: "answer the queries of the program that started it, on its pipe",
          es: "responde por su tubería a las consultas del programa que lo arrancó",
        },
      },
    ],
    examples: ["lote worker --once"],
  },
  {
    path: "doctor",
    help: {
      en: "what works here, and how to mend the rest",
      es: "qué funciona aquí y cómo arreglar lo demás",
    },
    arguments: [],
    flags: [
      {
        name: "repair",
        help: { en: "mend what can be mended", es: "arregla lo que se pueda" },
      },
    ],
    examples: ["lote doctor", "lote doctor --repair"],
  },
  {
    path: "config path",
    help: {
      en: "print the files that settings are read from",
      es: "imprime los ficheros de donde se leen los ajustes",
    },
    arguments: [],
    flags: [],
    examples: ["lote config path"],
  },
  {
    path: "config get",
    help: { en: "print one setting, or all", es: "imprime un ajuste, o todos" },
    arguments: [{ name: "key", kind: "configKey", required: false }],
    flags: [],
    examples: ["lote config get", "lote config get lang"],
  },
  {
    path: "config set",
    help: { en: "write a setting into a file", es: "escribe un ajuste en un fichero" },
    arguments: [
      { name: "key", kind: "configKey", required: true },
      { name: "value", kind: "text", placeholder: "VALUE", required: true },
    ],
    flags: [
      {
        name: "to",
        kind: "configTarget",
        help: {
          en: "which file: your own (user), ./lote.toml (folder), the workspace's .env (workspace)",
          es: "en qué fichero: el tuyo (user), ./lote.toml (folder), el .env del espacio de trabajo (workspace)",
        },
      },
    ],
    examples: ["lote config set lang es", "lote config set threads 4 --to workspace"],
  },
  {
    path: "config explain",
    help: { en: "say where a setting comes from", es: "di de dónde sale un ajuste" },
    arguments: [{ name: "key", kind: "configKey", required: true }],
    flags: [],
    examples: ["lote config explain workspace"],
  },
  {
    path: "config trust",
    help: {
      en: "let a folder's lote.toml and workspace choose where keys are sent",
      es: "deja que el lote.toml y el espacio de trabajo de una carpeta elijan adónde se envían las claves",
    },
    arguments: [{ name: "directory", kind: "directory", required: false }],
    flags: [],
    examples: ["lote config trust", "lote config trust ~/project"],
  },
  {
    path: "completion",
    help: {
      en: "print the completion script of a shell",
      es: "imprime el guion de autocompletado de un shell",
    },
    arguments: [{ name: "shell", kind: "shell", required: true }],
    flags: [],
    examples: [
      "source <(lote completion bash)",
      "lote completion fish > ~/.config/fish/completions/lote.fish",
    ],
  },
] as const satisfies readonly CommandRow[];
