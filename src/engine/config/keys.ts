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
  model: {
    environment: "LOTE_MODEL",
    type: "text",
    default: null,
    help: {
      en: "The model to use. Unset: the workflow's own default.",
      es: "El modelo que se usa. Sin valor: el propio de cada flujo.",
    },
  },
  device: {
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
    environment: "LOTE_THREADS",
    type: "count",
    default: null,
    help: {
      en: "Threads of one model process. Unset: calibrated on this machine.",
      es: "Hilos de un proceso de modelo. Sin valor: se calibra en esta máquina.",
    },
  },
  concurrency: {
    environment: "LOTE_CONCURRENCY",
    type: "count",
    default: null,
    help: {
      en: "Items in the same stage at once. Unset: by the number of processors.",
      es: "Elementos a la vez en una misma etapa. Sin valor: según los procesadores.",
    },
  },
} as const satisfies KeyTable;

export type KeyName = keyof typeof keys;

export const keyNames = Object.keys(keys) as readonly KeyName[];
