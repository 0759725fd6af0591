import type { Words } from "../language/words.ts";
import type { ArgumentRow, FlagRow } from "./flag-row.ts";

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
  comics: { en: "match comics to a catalogue of covers", es: "empareja cómics con un catálogo de portadas" },
  "comics catalog": { en: "the known issues and their covers", es: "los números conocidos y sus portadas" },
  runs: { en: "look at runs and steer them", es: "mira las ejecuciones y gobiérnalas" },
  config: { en: "settings, and where each comes from", es: "ajustes, y de dónde sale cada uno" },
};

const runArgument = { name: "run", kind: "run", required: true } as const;

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
    ],
    examples: [
      "lote comics classify ~/comics",
      "lote comics classify ~/comics --yes --on-ambiguous skip",
      "lote comics classify ~/comics --auto-apply --json > result.json",
    ],
  },
  {
    path: "review",
    help: { en: "decide what waits for a person", es: "decide lo que espera a una persona" },
    arguments: [{ ...runArgument, required: false }],
    flags: [],
    examples: ["lote review", "lote review RUN"],
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
    path: "worker",
    help: { en: "the engine process; started for you", es: "el proceso del motor; se arranca solo" },
    arguments: [],
    flags: [
      {
        name: "once",
        help: { en: "end when nothing is left to do", es: "termina cuando no quede nada por hacer" },
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
