/**
 * Every failure lote can report: one row a code. The command line's exit code, the retry rule and the words are
 * read from here; `docs/errors.md` is generated from it.
 *
 * - `retry`: `transient` is tried again with back-off, `permanent` once only.
 * - `exit`: what a command ends with when this error ends the command (an item's failure ends it with 3 or 5).
 * - `message` and `hint`: English and Spanish; `{name}` is filled from the error's data.
 */

export interface ErrorEntry {
  readonly retry: "transient" | "permanent";
  readonly exit: number;
  readonly en: { readonly message: string; readonly hint: string };
  readonly es: { readonly message: string; readonly hint: string };
}

export const errorCatalogue = {
  bug: {
    retry: "permanent",
    exit: 1,
    en: {
      message: "Unexpected error: {detail}",
      hint: "Run again with --debug and report it with the log file.",
    },
    es: {
      message: "Error inesperado: {detail}",
      hint: "Repite con --debug y comunícalo con el fichero de registro.",
    },
  },
  usage: {
    retry: "permanent",
    exit: 2,
    en: { message: "{detail}", hint: "See lote --help." },
    es: { message: "{detail}", hint: "Mira lote --help." },
  },
  "answer-needed": {
    retry: "permanent",
    exit: 2,
    en: { message: "{question} needs an answer and there is no terminal.", hint: "Give it with {flag}." },
    es: { message: "{question} necesita una respuesta y no hay terminal.", hint: "Dala con {flag}." },
  },
  "terminal-needed": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{question} needs a terminal.",
      hint: "Without one: lote comics classify PATH --yes, lote review export FILE. See lote --help.",
    },
    es: {
      message: "{question} necesita un terminal.",
      hint: "Sin él: lote comics classify RUTA --yes, lote review export FICHERO. Mira lote --help.",
    },
  },
  "not-found": {
    retry: "permanent",
    exit: 2,
    en: { message: "{path} does not exist.", hint: "Check the path." },
    es: { message: "{path} no existe.", hint: "Comprueba la ruta." },
  },
  "unknown-run": {
    retry: "permanent",
    exit: 2,
    en: { message: "There is no run {run} in this workspace.", hint: "lote runs list shows the runs." },
    es: {
      message: "No hay ninguna ejecución {run} en este espacio de trabajo.",
      hint: "lote runs list las muestra.",
    },
  },
  "run-state": {
    retry: "permanent",
    exit: 2,
    en: { message: "The run {run} is {state}: there is nothing to {verb}.", hint: "lote runs show {run}" },
    es: {
      message: "La ejecución {run} está en estado {state}: no admite {verb}.",
      hint: "lote runs show {run}",
    },
  },
  "store-newer": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{path} was written by a newer lote (format {found}, this one reads up to {known}).",
      hint: "Update lote, or use another folder with --workspace.",
    },
    es: {
      message: "{path} lo escribió un lote más nuevo (formato {found}; este lee hasta {known}).",
      hint: "Actualiza lote o usa otra carpeta con --workspace.",
    },
  },
  "store-corrupt": {
    retry: "permanent",
    exit: 6,
    en: { message: "{path} is damaged: {detail}", hint: "lote doctor --repair saves what can be read." },
    es: { message: "{path} está dañado: {detail}", hint: "lote doctor --repair salva lo que se pueda leer." },
  },
  "store-busy": {
    retry: "transient",
    exit: 75,
    en: { message: "The workspace is busy: {detail}", hint: "Try again in a moment." },
    es: {
      message: "El espacio de trabajo está ocupado: {detail}",
      hint: "Vuelve a intentarlo en un momento.",
    },
  },
  "network-file-system": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{path} is on a network file system ({type}), where SQLite's locks cannot be trusted.",
      hint: "Choose a local folder with --workspace.",
    },
    es: {
      message:
        "{path} está en un sistema de ficheros de red ({type}), donde no se puede confiar en los bloqueos de SQLite.",
      hint: "Elige una carpeta local con --workspace.",
    },
  },
  "disk-full": {
    retry: "permanent",
    exit: 7,
    en: {
      message: "The disk is full: {path}",
      hint: "Free some space, and give the same command again: it goes on where it stopped.",
    },
    es: {
      message: "El disco está lleno: {path}",
      hint: "Libera espacio y repite la misma orden: sigue donde se paró.",
    },
  },
  unreadable: {
    retry: "permanent",
    exit: 2,
    en: { message: "{path} cannot be read: {detail}", hint: "Check its permissions." },
    es: { message: "{path} no se puede leer: {detail}", hint: "Comprueba sus permisos." },
  },
  "empty-file": {
    retry: "permanent",
    exit: 2,
    en: { message: "The file is empty.", hint: "Copy it again from where it came." },
    es: { message: "El fichero está vacío.", hint: "Vuelve a copiarlo desde su origen." },
  },
  "image-broken": {
    retry: "permanent",
    exit: 2,
    en: { message: "The picture cannot be decoded: {detail}", hint: "Copy it again, or replace it." },
    es: { message: "No se puede decodificar la imagen: {detail}", hint: "Vuelve a copiarla o cámbiala." },
  },
  "image-format": {
    retry: "permanent",
    exit: 2,
    en: { message: "Not a picture that lote reads: {detail}", hint: "Readable: JPEG, PNG, WebP, AVIF." },
    es: { message: "No es una imagen que lote lea: {detail}", hint: "Se leen: JPEG, PNG, WebP, AVIF." },
  },
  "image-too-large": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The picture has {pixels} megapixels, more than the limit of {limit}.",
      hint: "Reduce it, and run again.",
    },
    es: {
      message: "La imagen tiene {pixels} megapíxeles, más que el límite de {limit}.",
      hint: "Redúcela y repite.",
    },
  },
  "file-too-large": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The file has {megabytes} MB, more than a picture may have ({limit} MB).",
      hint: "Reduce it, and run again.",
    },
    es: {
      message: "El fichero tiene {megabytes} MB, más de lo que puede tener una imagen ({limit} MB).",
      hint: "Redúcelo y repite.",
    },
  },
  "archive-broken": {
    retry: "permanent",
    exit: 2,
    en: { message: "The archive cannot be read: {detail}", hint: "Copy it again, or repack it as cbz." },
    es: {
      message: "No se puede leer el archivo comprimido: {detail}",
      hint: "Cópialo otra vez o vuelve a empaquetarlo como cbz.",
    },
  },
  "archive-empty": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The archive holds no picture that can be read.",
      hint: "Look into it with an archive program.",
    },
    es: {
      message: "El archivo comprimido no contiene ninguna imagen legible.",
      hint: "Míralo con un programa de archivos.",
    },
  },
  "archive-too-large": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The archive unpacks to more than is allowed: {detail}",
      hint: "It may be a zip bomb; repack it if it is yours.",
    },
    es: {
      message: "El archivo comprimido ocupa más de lo permitido: {detail}",
      hint: "Puede ser una bomba; vuelve a empaquetarlo si es tuyo.",
    },
  },
  "archive-encrypted": {
    retry: "permanent",
    exit: 2,
    en: { message: "The archive is encrypted.", hint: "Repack it without a password." },
    es: { message: "El archivo comprimido está cifrado.", hint: "Vuelve a empaquetarlo sin contraseña." },
  },
  "csv-broken": {
    retry: "permanent",
    exit: 2,
    en: { message: "{path}, line {line}: {detail}", hint: "Mend the line, and run again." },
    es: { message: "{path}, línea {line}: {detail}", hint: "Corrige la línea y repite." },
  },
  "csv-columns": {
    retry: "permanent",
    exit: 2,
    en: { message: "{path} has no column {missing}; it has: {found}.", hint: "Needed: {needed}." },
    es: { message: "{path} no tiene la columna {missing}; tiene: {found}.", hint: "Se necesitan: {needed}." },
  },
  "catalogue-empty": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "The catalogue is empty: there is nothing to match against.",
      hint: "lote comics catalog add DIR",
    },
    es: {
      message: "El catálogo está vacío: no hay con qué comparar.",
      hint: "lote comics catalog add CARPETA",
    },
  },
  "vectors-missing": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{count} catalogue covers have no vector of the model {model}.",
      hint: "lote comics embed",
    },
    es: {
      message: "{count} portadas del catálogo no tienen vector del modelo {model}.",
      hint: "lote comics embed",
    },
  },
  "space-mismatch": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "Vectors of two spaces cannot be compared: {left} and {right}.",
      hint: "lote comics embed --force",
    },
    es: {
      message: "No se pueden comparar vectores de dos espacios: {left} y {right}.",
      hint: "lote comics embed --force",
    },
  },
  "model-unknown": {
    retry: "permanent",
    exit: 6,
    en: { message: "There is no model named {model}.", hint: "Known: {known}." },
    es: { message: "No hay ningún modelo llamado {model}.", hint: "Se conocen: {known}." },
  },
  "model-broken": {
    retry: "permanent",
    exit: 6,
    en: { message: "The model {model} cannot be used: {detail}", hint: "lote doctor shows what works here." },
    es: {
      message: "No se puede usar el modelo {model}: {detail}",
      hint: "lote doctor muestra lo que funciona aquí.",
    },
  },
  "model-crashed": {
    retry: "permanent",
    exit: 7,
    en: {
      message: "The model process ended ({detail}) while working on this item.",
      hint: "lote runs retry {run} --failed tries it again.",
    },
    es: {
      message: "El proceso del modelo terminó ({detail}) mientras trabajaba en este elemento.",
      hint: "lote runs retry {run} --failed lo intenta otra vez.",
    },
  },
  poison: {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The worker died {times} times while it worked on this item alone.",
      hint: "Look at the file; lote runs retry {run} --failed tries it again.",
    },
    es: {
      message: "El proceso de trabajo murió {times} veces mientras trabajaba solo en este elemento.",
      hint: "Mira el fichero; lote runs retry {run} --failed lo intenta otra vez.",
    },
  },
  "out-of-memory": {
    retry: "permanent",
    exit: 7,
    en: {
      message: "Memory ran out: {detail}",
      hint: "Close other programs, or lower it: lote config set concurrency 1",
    },
    es: {
      message: "Se acabó la memoria: {detail}",
      hint: "Cierra otros programas o baja la concurrencia: lote config set concurrency 1",
    },
  },
  "cover-gone": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The catalogue no longer holds the cover {cover}.",
      hint: "lote comics classify matches it anew.",
    },
    es: {
      message: "El catálogo ya no contiene la portada {cover}.",
      hint: "lote comics classify la compara de nuevo.",
    },
  },
  "target-changed": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "It was changed since by someone else, so it is left as it is: {detail}",
      hint: "Change it by hand if you still want to.",
    },
    es: {
      message: "Otro lo cambió después, así que se deja como está: {detail}",
      hint: "Cámbialo a mano si aún lo quieres.",
    },
  },
  "too-many-errors": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Stopped after {failed} failed items (--max-errors {limit}).",
      hint: "Mend the cause, then lote runs resume {run}.",
    },
    es: {
      message: "Parado tras {failed} elementos fallidos (--max-errors {limit}).",
      hint: "Corrige la causa y después lote runs resume {run}.",
    },
  },
  ambiguous: {
    retry: "permanent",
    exit: 3,
    en: {
      message: "No strong match, and --on-ambiguous is fail.",
      hint: "Use --on-ambiguous review to decide by hand.",
    },
    es: {
      message: "Ninguna coincidencia fuerte, y --on-ambiguous es fail.",
      hint: "Usa --on-ambiguous review para decidir a mano.",
    },
  },
  configuration: {
    retry: "permanent",
    exit: 6,
    en: { message: "{key}: {detail}", hint: "lote config explain {key}" },
    es: { message: "{key}: {detail}", hint: "lote config explain {key}" },
  },
  "config-value": {
    retry: "permanent",
    exit: 6,
    en: { message: "{source}: {key} takes {expected}, not {given}.", hint: "lote config explain {key}" },
    es: { message: "{source}: {key} admite {expected}, no {given}.", hint: "lote config explain {key}" },
  },
  "config-file": {
    retry: "permanent",
    exit: 6,
    en: { message: "{path} cannot be used: {detail}", hint: "Mend the file, or move it away." },
    es: { message: "No se puede usar {path}: {detail}", hint: "Corrige el fichero o apártalo." },
  },
  "config-secret": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{key} is a secret, and lote never writes one.",
      hint: "Put {environment} into the environment, or by hand into the workspace's .env.",
    },
    es: {
      message: "{key} es un secreto, y lote nunca escribe ninguno.",
      hint: "Pon {environment} en el entorno, o a mano en el .env del espacio de trabajo.",
    },
  },
  unwritable: {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{path} cannot be written: {detail}",
      hint: "Mend its permissions, or choose another folder with --workspace.",
    },
    es: {
      message: "No se puede escribir en {path}: {detail}",
      hint: "Corrige sus permisos o elige otra carpeta con --workspace.",
    },
  },
  "not-calibrated": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "--accept-above needs a calibrated vector space, and {space} is not.",
      hint: "Leave --accept-above out: only strong matches are accepted.",
    },
    es: {
      message: "--accept-above necesita un espacio de vectores calibrado, y {space} no lo está.",
      hint: "Quita --accept-above: solo se aceptan las coincidencias fuertes.",
    },
  },
  "no-answer": {
    retry: "transient",
    exit: 75,
    en: { message: "The service gave no answer for this item.", hint: "lote runs retry {run} --failed" },
    es: {
      message: "El servicio no dio respuesta para este elemento.",
      hint: "lote runs retry {run} --failed",
    },
  },
  "worker-lost": {
    retry: "transient",
    exit: 75,
    en: { message: "The worker ended before the run was done: {detail}", hint: "lote runs resume {run}" },
    es: {
      message: "El proceso de trabajo terminó antes que la ejecución: {detail}",
      hint: "lote runs resume {run}",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

/** A stable code, safe to test against in scripts. */
export type ErrorCode = keyof typeof errorCatalogue;
