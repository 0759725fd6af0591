import type { FlagRow } from "./flag-row.ts";

/** The flags that every command takes. */
export const globalFlags = [
  {
    name: "yes",
    help: {
      en: "decide by the policy's default, without asking: strong matches are accepted, the rest is reviewed",
      es: "decide según la política, sin preguntar: se aceptan las coincidencias fuertes y el resto se revisa",
    },
  },
  {
    name: "no-input",
    help: {
      en: "never ask; a command that needs an answer ends with 2 and names the flag that gives it",
      es: "no preguntes nunca; si hace falta una respuesta se termina con 2 y se dice qué opción la da",
    },
  },
  {
    name: "dry-run",
    help: { en: "work everything out, change nothing", es: "calcula todo, no cambies nada" },
  },
  {
    name: "json",
    help: { en: "print one JSON document at the end", es: "imprime un documento JSON al final" },
  },
  {
    name: "ndjson",
    help: { en: "print one JSON event a line", es: "imprime un suceso JSON por línea" },
  },
  {
    name: "quiet",
    help: { en: "no progress, only results and errors", es: "sin progreso, solo resultados y errores" },
  },
  {
    name: "verbose",
    short: "v",
    help: { en: "say more on the error output", es: "cuenta más por la salida de errores" },
  },
  {
    name: "debug",
    help: {
      en: "write each step of each item, with its time and outcome, into logs/worker.log of the workspace",
      es: "escribe cada paso de cada elemento, con su tiempo y resultado, en logs/worker.log del espacio de trabajo",
    },
  },
  {
    name: "workspace",
    kind: "directory",
    help: {
      en: "the folder that holds the ledger; created where missing",
      es: "la carpeta del espacio de trabajo; se crea si falta",
    },
  },
  {
    name: "lang",
    kind: "language",
    help: { en: "language of screens and messages", es: "idioma de pantallas y mensajes" },
  },
  { name: "color", kind: "color", help: { en: "when to use colour", es: "cuándo usar color" } },
  {
    name: "ascii",
    help: { en: "draw with plain ASCII characters only", es: "dibuja solo con caracteres ASCII" },
  },
  {
    name: "screen-reader",
    help: {
      en: "lines in order, no redrawing, for a screen reader",
      es: "líneas en orden, sin redibujar, para un lector de pantalla",
    },
  },
  {
    name: "max",
    kind: "count",
    help: { en: "take at most N items", es: "toma como mucho N elementos" },
  },
  {
    name: "max-cost",
    kind: "money",
    help: {
      en: "stop before the run could cost more than so many dollars",
      es: "para antes de que la ejecución pueda costar más de tantos dólares",
    },
  },
  {
    name: "model",
    kind: "text",
    placeholder: "NAME",
    help: { en: "the model to use", es: "el modelo que se usa" },
  },
  {
    name: "accept-above",
    kind: "probability",
    help: {
      en: "with --yes: accept only from this probability up; with lote review: accept all that waits from it up; needs a calibrated vector space",
      es: "con --yes: acepta solo desde esta probabilidad; con lote review: acepta todo lo que espera desde ella; necesita un espacio de vectores calibrado",
    },
  },
  {
    name: "on-ambiguous",
    kind: "ambiguity",
    help: {
      en: "with --yes: what becomes of an item without a strong match (review)",
      es: "con --yes: qué pasa con un elemento sin coincidencia fuerte (review)",
    },
  },
  {
    name: "max-errors",
    kind: "errorLimit",
    help: {
      en: "stop the run after so many failed items, or such a share of them",
      es: "para la ejecución tras tantos elementos fallidos, o tal proporción",
    },
  },
  {
    name: "detach",
    help: {
      en: "start the run, print its name and leave it to the worker",
      es: "arranca la ejecución, imprime su nombre y déjala al proceso de trabajo",
    },
  },
] as const satisfies readonly FlagRow[];
