/**
 * Every setting of lote: one row a key. The layers, `lote config`, `.env.example` and `docs/configuration.md` are
 * read from here. Data only, so that help and completion load it at no cost.
 */

/** One setting. */
export interface KeyRow {
  /** The name of its environment variable, in the environment and in the workspace's `.env`. */
  readonly environment: string;
  readonly type: "text" | "path" | "url" | "count" | "switch" | "choice";
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** In words where the program finds it out; null: unset. */
  readonly default: string | number | boolean | null;
  /** Never printed, never a flag, never written by lote. */
  readonly secret?: boolean;
  /** The engine works by it: it is handed to the worker. */
  readonly engine?: boolean;
  /**
   * It chooses where keys are sent or which files lote writes. A folder that one merely stands in may not: its
   * value counts only once the folder was trusted (`lote config trust`).
   */
  readonly guarded?: boolean;
  readonly help: { readonly en: string; readonly es: string };
}

export type KeyTable = Readonly<Record<string, KeyRow>>;

/** The settings that do something today. */
export const keys = {
  workspace: {
    environment: "LOTE_WORKSPACE",
    type: "path",
    default: null,
    guarded: true,
    help: {
      en: "The folder that holds the ledger. Unset: the nearest .lote/ above, data/ in a checkout, or $XDG_DATA_HOME/lote.",
      es: "La carpeta del espacio de trabajo. Sin valor: el .lote/ más cercano hacia arriba, data/ en una copia del código, o $XDG_DATA_HOME/lote.",
    },
  },
  lang: {
    environment: "LOTE_LANG",
    type: "choice",
    choices: ["en", "es"],
    default: null,
    help: {
      en: "Language of screens and messages. Unset: that of the system, else English.",
      es: "Idioma de pantallas y mensajes. Sin valor: el del sistema, o inglés.",
    },
  },
  color: {
    environment: "LOTE_COLOR",
    type: "choice",
    choices: ["auto", "always", "never"],
    default: "auto",
    help: {
      en: "When to use colour. With auto, NO_COLOR and FORCE_COLOR are heeded.",
      es: "Cuándo usar color. Con auto se respetan NO_COLOR y FORCE_COLOR.",
    },
  },
  debug: {
    environment: "LOTE_DEBUG",
    type: "switch",
    default: false,
    engine: true,
    help: {
      en: "Write each step of each item, with its time and outcome, into logs/worker.log of the workspace: numbers and codes, no names.",
      es: "Escribe cada paso de cada elemento, con su tiempo y resultado, en logs/worker.log del espacio de trabajo: números y códigos, sin nombres.",
    },
  },
  ascii: {
    environment: "LOTE_ASCII",
    type: "switch",
    default: false,
    help: { en: "Draw with plain ASCII characters only.", es: "Dibuja solo con caracteres ASCII." },
  },
  "screen-reader": {
    environment: "LOTE_SCREEN_READER",
    type: "switch",
    default: false,
    help: {
      en: "Lines in order, no redrawing, for a screen reader.",
      es: "Líneas en orden, sin redibujar, para un lector de pantalla.",
    },
  },
  pictures: {
    environment: "LOTE_PICTURES",
    type: "choice",
    choices: ["auto", "letters"],
    default: "auto",
    help: {
      en: "How the screens draw pictures. auto: by the terminal itself where it can (kitty, Ghostty), else with letters.",
      es: "Cómo dibujan imágenes las pantallas. auto: el propio terminal donde sabe (kitty, Ghostty); si no, con letras.",
    },
  },
  model: {
    environment: "LOTE_MODEL",
    type: "text",
    default: null,
    help: {
      en: "The model to use. Unset: the workflow's own default.",
      es: "El modelo que se usa. Sin valor: el propio de cada flujo.",
    },
  },
  "models-folder": {
    engine: true,
    environment: "LOTE_MODELS_FOLDER",
    type: "path",
    default: null,
    guarded: true,
    help: {
      en: "Where pulled models are kept, and models.json with which one adds models of one's own. Unset: models/pulled/ in a checkout, else $XDG_CACHE_HOME/lote/models.",
      es: "Dónde se guardan los modelos descargados, y models.json, con el que se añaden modelos propios. Sin valor: models/pulled/ en una copia del código, o $XDG_CACHE_HOME/lote/models.",
    },
  },
  "models-url": {
    environment: "LOTE_MODELS_URL",
    type: "url",
    default: null,
    guarded: true,
    help: {
      en: "A mirror of model files, asked before where they come from. It may be on a private address.",
      es: "Una réplica de los ficheros de modelos, a la que se pregunta antes que al origen. Puede estar en una dirección privada.",
    },
  },
  "allow-noncommercial": {
    environment: "LOTE_ALLOW_NONCOMMERCIAL",
    type: "switch",
    default: false,
    guarded: true,
    engine: true,
    help: {
      en: "Pull and use also models whose licence forbids commercial use.",
      es: "Descarga y usa también modelos cuya licencia prohíbe el uso comercial.",
    },
  },
  "cover-views": {
    engine: true,
    environment: "LOTE_COVER_VIEWS",
    type: "choice",
    choices: ["usual", "whole", "all"],
    default: "usual",
    help: {
      en: "Which views of a cover are compared: the model's usual ones, the whole cover alone, or all. Each view costs a vector.",
      es: "Qué vistas de una portada se comparan: las habituales del modelo, solo la portada entera, o todas. Cada vista cuesta un vector.",
    },
  },
  device: {
    engine: true,
    environment: "LOTE_DEVICE",
    type: "choice",
    choices: ["auto", "cpu", "cuda", "webgpu"],
    default: "auto",
    help: {
      en: "What models run on. auto takes the first that works of cuda, webgpu, cpu.",
      es: "Dónde se ejecutan los modelos. auto toma el primero que funcione de cuda, webgpu, cpu.",
    },
  },
  threads: {
    engine: true,
    environment: "LOTE_THREADS",
    type: "count",
    default: null,
    help: {
      en: "Threads of one model process. Unset: calibrated on this machine.",
      es: "Hilos de un proceso de modelo. Sin valor: se calibra en esta máquina.",
    },
  },
  concurrency: {
    engine: true,
    environment: "LOTE_CONCURRENCY",
    type: "count",
    default: null,
    help: {
      en: "Items in the same stage at once. Unset: by the number of processors.",
      es: "Elementos a la vez en una misma etapa. Sin valor: según los procesadores.",
    },
  },
  "openai-api-key": {
    environment: "OPENAI_API_KEY",
    type: "text",
    default: null,
    secret: true,
    engine: true,
    help: {
      en: "The key of the language-model service. Unset: what needs it is left out, and says so.",
      es: "La clave del servicio de modelos de lenguaje. Sin valor: lo que la necesita se omite, y se dice.",
    },
  },
  "openai-base-url": {
    environment: "OPENAI_BASE_URL",
    type: "url",
    default: null,
    guarded: true,
    engine: true,
    help: {
      en: "A server that speaks OpenAI's protocol, such as one of your own. Unset: OpenAI's.",
      es: "Un servidor que habla el protocolo de OpenAI, por ejemplo uno propio. Sin valor: el de OpenAI.",
    },
  },
  "model-price": {
    environment: "LOTE_MODEL_PRICE",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "Dollars for a million tokens in and out of a model that lote does not know, as 0.10/0.50; 0/0 for your own server.",
      es: "Dólares por millón de tokens de entrada y de salida de un modelo que lote no conoce, como 0.10/0.50; 0/0 para un servidor propio.",
    },
  },
  "rate-tier": {
    environment: "LOTE_RATE_TIER",
    type: "choice",
    choices: ["1", "2", "3", "4", "5"],
    default: null,
    engine: true,
    help: {
      en: "The usage tier of your account at the language-model service: never more than its limits is asked for. Unset: the lowest, until the service itself says more.",
      es: "El nivel de uso de tu cuenta en el servicio de modelos de lenguaje: nunca se pide más que sus límites. Sin valor: el más bajo, hasta que el propio servicio diga más.",
    },
  },
  "rate-requests": {
    environment: "LOTE_RATE_REQUESTS",
    type: "count",
    default: null,
    engine: true,
    help: {
      en: "Requests a minute that your account may make of one chat or embedding model, as its page of limits says; before rate-tier. Unset: by the tier.",
      es: "Peticiones por minuto que tu cuenta puede hacer a un modelo de chat o de vectores, según su página de límites; antes que rate-tier. Sin valor: según el nivel.",
    },
  },
  "rate-tokens": {
    environment: "LOTE_RATE_TOKENS",
    type: "count",
    default: null,
    engine: true,
    help: {
      en: "Tokens a minute of the same. Unset: by the tier.",
      es: "Tokens por minuto de lo mismo. Sin valor: según el nivel.",
    },
  },
  "rate-batch-tokens": {
    environment: "LOTE_RATE_BATCH_TOKENS",
    type: "count",
    default: null,
    engine: true,
    help: {
      en: "Tokens that your account may have waiting in batches of one model. Unset: by the tier.",
      es: "Tokens que tu cuenta puede tener esperando en lotes de un modelo. Sin valor: según el nivel.",
    },
  },
  "rate-target": {
    environment: "LOTE_RATE_TARGET",
    type: "count",
    default: 80,
    engine: true,
    help: {
      en: "How much of the limits a minute lote uses, in percent; the rest is left to others who use the same account.",
      es: "Cuánto de los límites por minuto usa lote, en tanto por ciento; el resto queda para quien use la misma cuenta.",
    },
  },
  "product-model-simple": {
    environment: "LOTE_PRODUCT_MODEL_SIMPLE",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "The model for products with simple titles. Unset: gpt-6-luna, or the first that is alive.",
      es: "El modelo para productos de nombre sencillo. Sin valor: gpt-6-luna, o el primero que siga activo.",
    },
  },
  "product-model-complex": {
    environment: "LOTE_PRODUCT_MODEL_COMPLEX",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "The model for products with difficult titles. Unset: gpt-6.1-terra, or the first that is alive.",
      es: "El modelo para productos de nombre difícil. Sin valor: gpt-6.1-terra, o el primero que siga activo.",
    },
  },
  "product-model-fallback": {
    environment: "LOTE_PRODUCT_MODEL_FALLBACK",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "The model for products that the others could not do. Unset: gpt-5.6-luna, or the first that is alive.",
      es: "El modelo para los productos con los que los otros no pudieron. Sin valor: gpt-5.6-luna, o el primero que siga activo.",
    },
  },
  "product-router-weights": {
    environment: "LOTE_PRODUCT_ROUTER_WEIGHTS",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "How much each factor counts when a product is sent to a tier: length=0.2,terms=0.3,category=0.25,price=0.1,variants=0.15. Those left out keep these values.",
      es: "Cuánto cuenta cada factor al elegir el nivel de un producto: length=0.2,terms=0.3,category=0.25,price=0.1,variants=0.15. Los que falten conservan estos valores.",
    },
  },
  "product-complex-from": {
    environment: "LOTE_PRODUCT_COMPLEX_FROM",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "From which score on, 0 to 1, a product goes to the complex tier. Unset: 0.5.",
      es: "Desde qué puntuación, de 0 a 1, un producto va al nivel complejo. Sin valor: 0.5.",
    },
  },
  "product-cache": {
    environment: "LOTE_PRODUCT_CACHE",
    type: "choice",
    choices: ["use", "shadow", "off"],
    default: "use",
    engine: true,
    help: {
      en: "Answers given again for names that say the same in other words; shadow only counts whether they would have been right.",
      es: "Respuestas que se repiten para nombres que dicen lo mismo con otras palabras; shadow solo cuenta si habrían acertado.",
    },
  },
  "product-cache-model": {
    environment: "LOTE_PRODUCT_CACHE_MODEL",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "The embedding model whose vectors rank those answers: one on this machine or one of the service. Unset: the embedded one.",
      es: "El modelo de vectores que ordena esas respuestas: uno de esta máquina o uno del servicio. Sin valor: el incorporado.",
    },
  },
  "product-effort": {
    environment: "LOTE_PRODUCT_EFFORT",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "How much models reason about a product: none, low, medium… Unset: as little as the model can. It is what costs most.",
      es: "Cuánto razonan los modelos sobre un producto: none, low, medium… Sin valor: lo menos que sepa el modelo. Es lo que más cuesta.",
    },
  },
  "batch-poll-seconds": {
    environment: "LOTE_BATCH_POLL_SECONDS",
    type: "count",
    default: 60,
    engine: true,
    help: {
      en: "How often a batch at the service is looked at, in seconds; sooner at first.",
      es: "Cada cuántos segundos se mira un lote en el servicio; al principio, antes.",
    },
  },
  "wikipedia-url": {
    environment: "LOTE_WIKIPEDIA_URL",
    type: "text",
    default: "https://{lang}.wikipedia.org",
    guarded: true,
    engine: true,
    help: {
      en: "Where Wikipedia is; {lang} stands for the language.",
      es: "Dónde está Wikipedia; {lang} es el idioma.",
    },
  },
  "wikidata-url": {
    environment: "LOTE_WIKIDATA_URL",
    type: "url",
    default: "https://www.wikidata.org",
    guarded: true,
    engine: true,
    help: {
      en: "Where Wikidata is.",
      es: "Dónde está Wikidata.",
    },
  },
  "commons-url": {
    environment: "LOTE_COMMONS_URL",
    type: "url",
    default: "https://commons.wikimedia.org",
    guarded: true,
    engine: true,
    help: {
      en: "Where Wikimedia Commons is.",
      es: "Dónde está Wikimedia Commons.",
    },
  },
  "duckduckgo-url": {
    environment: "LOTE_DUCKDUCKGO_URL",
    type: "url",
    default: "https://duckduckgo.com",
    guarded: true,
    engine: true,
    help: {
      en: "Where DuckDuckGo is.",
      es: "Dónde está DuckDuckGo.",
    },
  },
  "stable-diffusion-url": {
    environment: "LOTE_STABLE_DIFFUSION_URL",
    type: "url",
    default: null,
    guarded: true,
    engine: true,
    help: {
      en: "A picture generator of your own with AUTOMATIC1111's API. Set: it is used instead of the paid service.",
      es: "Un generador de imágenes propio con la API de AUTOMATIC1111. Con valor: se usa en lugar del servicio de pago.",
    },
  },
  contact: {
    environment: "LOTE_CONTACT",
    type: "text",
    default: null,

    engine: true,
    help: {
      en: "An address to write to, sent to the encyclopedias with each request: they ask for one.",
      es: "Una dirección de contacto que se envía a las enciclopedias con cada petición: ellas la piden.",
    },
  },
  languages: {
    environment: "LOTE_LANGUAGES",
    type: "text",
    default: "es,en",

    engine: true,
    help: {
      en: "Languages of the encyclopedias, in the order in which they are asked.",
      es: "Idiomas de las enciclopedias, en el orden en que se consultan.",
    },
  },
  "image-model": {
    environment: "LOTE_IMAGE_MODEL",
    type: "text",
    default: null,

    engine: true,
    help: {
      en: "The model that draws pictures. Unset: the first that is alive and has a known price.",
      es: "El modelo que dibuja imágenes. Sin valor: el primero que siga activo y tenga precio conocido.",
    },
  },
  "mysql-url": {
    environment: "MYSQL_URL",
    type: "text",
    default: null,
    secret: true,
    guarded: true,
    engine: true,
    help: {
      en: "The MySQL or MariaDB database with the people, as mysql://user:password@host:3306/name; ?ssl=true for TLS. It goes before DB_HOST and its like.",
      es: "La base de datos MySQL o MariaDB con las personas, como mysql://usuario:clave@servidor:3306/nombre; ?ssl=true para TLS. Va antes que DB_HOST y las demás.",
    },
  },
  "db-host": {
    environment: "DB_HOST",
    type: "text",
    default: null,
    guarded: true,
    engine: true,
    help: { en: "The database's server.", es: "El servidor de la base de datos." },
  },
  "db-port": {
    environment: "DB_PORT",
    type: "count",
    default: 3306,
    guarded: true,
    engine: true,
    help: { en: "The database's port.", es: "El puerto de la base de datos." },
  },
  "db-user": {
    environment: "DB_USER",
    type: "text",
    default: null,
    guarded: true,
    engine: true,
    help: { en: "The database's user.", es: "El usuario de la base de datos." },
  },
  "db-password": {
    environment: "DB_PASSWORD",
    type: "text",
    default: null,
    secret: true,
    guarded: true,
    engine: true,
    help: { en: "The user's password.", es: "La contraseña del usuario." },
  },
  "db-name": {
    environment: "DB_NAME",
    type: "text",
    default: null,
    guarded: true,
    engine: true,
    help: { en: "The database's name.", es: "El nombre de la base de datos." },
  },
  "image-base-url": {
    environment: "IMAGE_BASE_URL",
    type: "url",
    default: null,
    guarded: true,
    engine: true,
    help: {
      en: "Where the people's pictures are: each is fetched from IMAGE_BASE_URL/crew_id/imagen.",
      es: "Dónde están las imágenes de las personas: cada una se descarga de IMAGE_BASE_URL/crew_id/imagen.",
    },
  },
  "crew-table": {
    environment: "LOTE_CREW_TABLE",
    type: "text",
    default: "tripulantes",
    guarded: true,
    engine: true,
    help: { en: "The table with the people.", es: "La tabla con las personas." },
  },
  "crew-id-column": {
    environment: "LOTE_CREW_ID_COLUMN",
    type: "text",
    default: "crew_id",
    guarded: true,
    engine: true,
    help: {
      en: "Its column with the person's key; also of a CSV.",
      es: "Su columna con la clave de la persona; también en un CSV.",
    },
  },
  "crew-picture-column": {
    environment: "LOTE_CREW_PICTURE_COLUMN",
    type: "text",
    default: "imagen",
    guarded: true,
    engine: true,
    help: {
      en: "Its column with the picture's file name; also of a CSV.",
      es: "Su columna con el nombre del fichero de imagen; también en un CSV.",
    },
  },
  "crew-active": {
    environment: "LOTE_CREW_ACTIVE",
    type: "text",
    default: null,
    guarded: true,
    engine: true,
    help: {
      en: "A condition in SQL that holds for those who are active, such as activo = 1. Unset: all are.",
      es: "Una condición SQL que cumplen quienes están activos, como activo = 1. Sin valor: todos.",
    },
  },
  "face-table": {
    environment: "LOTE_FACE_TABLE",
    type: "text",
    default: "face_embeddings",
    guarded: true,
    engine: true,
    help: {
      en: "The table that vectors are written to with --to mysql.",
      es: "La tabla en la que se escriben los vectores con --to mysql.",
    },
  },
  "face-policy": {
    environment: "LOTE_FACE_POLICY",
    type: "choice",
    choices: ["require-one", "largest", "most-central"],
    default: "require-one",
    engine: true,
    help: {
      en: "Whose face is taken of a picture with several.",
      es: "Qué cara se toma de una imagen con varias.",
    },
  },
  "face-detector": {
    environment: "LOTE_FACE_DETECTOR",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "The model that finds faces, by its name in lote models list. Unset: the one that the embedding model goes with.",
      es: "El modelo que encuentra caras, por su nombre en lote models list. Sin valor: el que acompaña al modelo de vectores.",
    },
  },
  "face-retention": {
    environment: "LOTE_FACE_RETENTION",
    type: "count",
    default: 30,
    engine: true,
    help: {
      en: "How many days a vector that was replaced is kept, inactive.",
      es: "Cuántos días se guarda, inactivo, un vector que fue sustituido.",
    },
  },
  "face-consent": {
    environment: "LOTE_FACE_CONSENT",
    type: "choice",
    choices: ["off", "required"],
    default: "off",
    guarded: true,
    engine: true,
    help: {
      en: "required: no vector is made of, and nobody is matched to, a person without a consent that holds.",
      es: "required: no se hace ningún vector de quien no tiene un consentimiento vigente, ni se le reconoce.",
    },
  },
  "face-purpose": {
    environment: "LOTE_FACE_PURPOSE",
    type: "text",
    default: "attendance",
    guarded: true,
    engine: true,
    help: { en: "What consent must be for.", es: "Para qué debe ser el consentimiento." },
  },
  "face-distance": {
    environment: "LOTE_FACE_DISTANCE",
    type: "text",
    default: null,
    engine: true,
    help: {
      en: "Cosine distance up to which a face is taken for a person's, such as 0.30. Unset: the model's own, or what lote faces calibrate found.",
      es: "Distancia coseno hasta la que una cara se toma por la de una persona, como 0.30. Sin valor: la del modelo, o la que halló lote faces calibrate.",
    },
  },
  "face-key": {
    environment: "LOTE_FACE_KEY",
    type: "text",
    default: null,
    secret: true,
    guarded: true,
    engine: true,
    help: {
      en: "The key that the workspace's face vectors are sealed with: 64 hexadecimal digits. Unset: one in a file of your own.",
      es: "La clave que cierra los vectores faciales del espacio de trabajo: 64 dígitos hexadecimales. Sin valor: la de un fichero propio.",
    },
  },
  "face-key-file": {
    environment: "LOTE_FACE_KEY_FILE",
    type: "path",
    default: null,
    guarded: true,
    engine: true,
    help: {
      en: "Where that key is. Unset: a file in $XDG_CONFIG_HOME/lote/face-keys/, made when it is first needed.",
      es: "Dónde está esa clave. Sin valor: un fichero en $XDG_CONFIG_HOME/lote/face-keys/, creado cuando hace falta.",
    },
  },
  index: {
    environment: "LOTE_INDEX_URL",
    type: "text",
    default: null,
    guarded: true,
    engine: true,
    secret: true,
    help: {
      en: "Where documents keep their index, and products the answers that are given again: sqlite:PATH, or postgres://… with pgvector (Supabase is one). Unset: in the workspace.",
      es: "Dónde guardan los documentos su índice, y los productos las respuestas que se repiten: sqlite:RUTA, o postgres://… con pgvector (Supabase lo es). Sin valor: en el espacio de trabajo.",
    },
  },
  "document-split-tokens": {
    environment: "LOTE_DOCUMENT_SPLIT_TOKENS",
    type: "count",
    default: 800_000,
    engine: true,
    help: {
      en: "The vectors of a document with more tokens than this are asked for part by part: each part is kept before the next, and other documents come in between.",
      es: "Los vectores de un documento con más tokens se piden por partes: cada una se guarda antes de la siguiente, y entre ellas pasan otros documentos.",
    },
  },
  "document-max-mb": {
    environment: "LOTE_DOCUMENT_MAX_MB",
    type: "count",
    default: 128,
    engine: true,
    help: {
      en: "Larger documents are not read, MB: they are told of as failures.",
      es: "No se leen documentos más grandes, en MB: se cuentan como fallos.",
    },
  },
} as const satisfies KeyTable;

export type KeyName = keyof typeof keys;

export const keyNames = Object.keys(keys) as readonly KeyName[];
