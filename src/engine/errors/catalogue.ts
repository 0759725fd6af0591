/**
 * Every failure lote can report: one row a code. The command line's exit code, the retry rule and the words are
 * read from here; `docs/errors.md` is generated from it.
 *
 * - `retry`: `transient` is tried again with back-off, `permanent` once only.
 * - `stopsRun`: every other item would meet it too (money, a key, a model that is gone): the run is paused.
 * - `exit`: what a command ends with when this error ends the command (an item's failure ends it with 3 or 5).
 * - `message` and `hint`: English and Spanish; `{name}` is filled from the error's data.
 */

export interface ErrorEntry {
  readonly retry: "transient" | "permanent";
  readonly stopsRun?: true;
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
  "not-a-file": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{path} is not a file.",
      hint: "Name a file; write what comes through a pipe into one first: it is read more than once.",
    },
    es: {
      message: "{path} no es un fichero.",
      hint: "Nombra un fichero; lo que llega por una tubería, escríbelo antes en uno: se lee más de una vez.",
    },
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
  "archive-volume": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The archive is one part of several.",
      hint: "Unpack all parts together, and repack them as cbz.",
    },
    es: {
      message: "El archivo comprimido es una parte de varias.",
      hint: "Desempaqueta todas las partes juntas y vuelve a empaquetarlas como cbz.",
    },
  },
  "document-broken": {
    retry: "permanent",
    exit: 2,
    en: { message: "The document cannot be read: {detail}", hint: "Copy it again, or save it anew." },
    es: { message: "No se puede leer el documento: {detail}", hint: "Cópialo otra vez o guárdalo de nuevo." },
  },
  "document-encrypted": {
    retry: "permanent",
    exit: 2,
    en: { message: "The document asks for a password.", hint: "Save it without a password." },
    es: { message: "El documento pide una contraseña.", hint: "Guárdalo sin contraseña." },
  },
  "document-no-text": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{path} has no text: it is a scan, or pictures only.",
      hint: "Give it a text layer (OCR), then run again: it is read anew when it has changed.",
    },
    es: {
      message: "{path} no tiene texto: es un escaneo, o solo imágenes.",
      hint: "Ponle una capa de texto (OCR) y repite: se lee de nuevo cuando ha cambiado.",
    },
  },
  "document-old-format": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{path} is in a format of Office before 2007, which lote does not read.",
      hint: "Save it as .{instead} (LibreOffice: soffice --convert-to {instead} FILE), or name it in .loteignore.",
    },
    es: {
      message: "{path} está en un formato de Office anterior a 2007, que lote no lee.",
      hint: "Guárdalo como .{instead} (LibreOffice: soffice --convert-to {instead} FICHERO), o nómbralo en .loteignore.",
    },
  },
  "document-empty": {
    retry: "permanent",
    exit: 3,
    en: { message: "{path} holds no words.", hint: "It is read again when it has changed." },
    es: { message: "{path} no contiene palabras.", hint: "Se lee de nuevo cuando haya cambiado." },
  },
  "document-binary": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{path} is called a text but is none.",
      hint: "Give it the name of what it is, or list it in .loteignore.",
    },
    es: {
      message: "{path} dice ser un texto y no lo es.",
      hint: "Ponle el nombre de lo que es, o apúntalo en .loteignore.",
    },
  },
  "document-too-large": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{path} has {size} MB; more than {limit} MB are not read.",
      hint: "Split it, list it in .loteignore, or raise document-max-mb.",
    },
    es: {
      message: "{path} tiene {size} MB; no se leen más de {limit} MB.",
      hint: "Divídelo, apúntalo en .loteignore o sube document-max-mb.",
    },
  },
  "document-changing": {
    retry: "transient",
    exit: 3,
    en: {
      message: "{path} was changed while it was read.",
      hint: "It is tried again; wait until nobody writes it any more.",
    },
    es: {
      message: "{path} cambió mientras se leía.",
      hint: "Se intenta otra vez; espera a que nadie lo escriba.",
    },
  },
  "index-url": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{url} is no index that lote can write.",
      hint: "Set index to postgres://… or leave it out for the workspace's own SQLite file.",
    },
    es: {
      message: "{url} no es un índice que lote pueda escribir.",
      hint: "Pon index a postgres://… o quítalo para usar el fichero SQLite del espacio de trabajo.",
    },
  },
  "index-damaged": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "The index {path} is damaged: {detail}",
      hint: "Give the file another name, then ingest again: the index is made anew from your documents.",
    },
    es: {
      message: "El índice {path} está dañado: {detail}",
      hint: "Ponle otro nombre al fichero y repite la ingesta: el índice se hace de nuevo con tus documentos.",
    },
  },
  "index-collection": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "The collection {collection} is of other vectors ({detail}) than those of {model}.",
      hint: "Name another one in the address of the index: ?collection=NAME",
    },
    es: {
      message: "La colección {collection} es de otros vectores ({detail}) que los de {model}.",
      hint: "Nombra otra en la dirección del índice: ?collection=NOMBRE",
    },
  },
  "index-unreachable": {
    retry: "transient",
    exit: 75,
    en: {
      message: "The index at {place} does not answer: {detail}",
      hint: "Check that it runs and that the address is right; then run again: what is done is kept.",
    },
    es: {
      message: "El índice en {place} no responde: {detail}",
      hint: "Comprueba que está en marcha y que la dirección es buena; luego repite: lo hecho se conserva.",
    },
  },
  "index-refused": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "The index at {place} refuses: {detail}",
      hint: "Check user, rights and the pgvector extension; then run again.",
    },
    es: {
      message: "El índice en {place} se niega: {detail}",
      hint: "Comprueba usuario, permisos y la extensión pgvector; luego repite.",
    },
  },
  "index-incomplete": {
    retry: "transient",
    exit: 3,
    en: {
      message: "The index did not keep all of {path}: {detail}",
      hint: "It is tried again. lote documents verify shows what is missing.",
    },
    es: {
      message: "El índice no conservó todo {path}: {detail}",
      hint: "Se intenta otra vez. lote documents verify enseña lo que falta.",
    },
  },
  "index-torn": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The index has lost {path}, or a part of it, since it was written.",
      hint: "lote documents verify --repair reads it again; then lote runs resume {run} ends this run. If the whole index is gone: lote runs cancel {run}, and ingest again.",
    },
    es: {
      message: "El índice ha perdido {path}, o una parte, después de escribirse.",
      hint: "lote documents verify --repair lo lee otra vez; luego lote runs resume {run} termina esta ejecución. Si falta todo el índice: lote runs cancel {run}, y repite la ingesta.",
    },
  },
  "index-empty": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "Nothing has been ingested into this index yet.",
      hint: "lote documents ingest PATH",
    },
    es: {
      message: "Todavía no se ha incorporado nada a este índice.",
      hint: "lote documents ingest RUTA",
    },
  },
  "parser-timeout": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "Reading the file took longer than {seconds} s, so it was stopped.",
      hint: "It may be a bomb; if it is yours, repack it or save it anew.",
    },
    es: {
      message: "Leer el fichero llevaba más de {seconds} s y se detuvo.",
      hint: "Puede ser una bomba; si es tuyo, vuelve a empaquetarlo o a guardarlo.",
    },
  },
  "parser-memory": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "Reading the file takes more memory than is allowed ({limit} MB).",
      hint: "It may be a bomb; if it is yours, repack it or save it anew.",
    },
    es: {
      message: "Leer el fichero necesita más memoria de la permitida ({limit} MB).",
      hint: "Puede ser una bomba; si es tuyo, vuelve a empaquetarlo o a guardarlo.",
    },
  },
  "parser-output": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "More comes out of the file than is allowed ({limit} MB).",
      hint: "It may be a bomb; if it is yours, repack it or save it anew.",
    },
    es: {
      message: "Del fichero sale más de lo permitido ({limit} MB).",
      hint: "Puede ser una bomba; si es tuyo, vuelve a empaquetarlo o a guardarlo.",
    },
  },
  "parser-crashed": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The process that read the file ended ({detail}).",
      hint: "Copy it again; if it opens elsewhere, repack it or save it anew.",
    },
    es: {
      message: "El proceso que leía el fichero terminó ({detail}).",
      hint: "Cópialo otra vez; si se abre con otro programa, vuelve a empaquetarlo o a guardarlo.",
    },
  },
  "archive-name-twice": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The archive has two entries of one name, and is not changed: {name}",
      hint: "Repack it without the second one.",
    },
    es: {
      message: "El archivo comprimido tiene dos entradas con el mismo nombre, y no se cambia: {name}",
      hint: "Vuelve a empaquetarlo sin la segunda.",
    },
  },
  "archive-name-unsafe": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The archive has an entry whose name leads out of it, and is not changed: {name}",
      hint: "Repack it under plain names.",
    },
    es: {
      message: "El archivo comprimido tiene una entrada cuyo nombre sale de él, y no se cambia: {name}",
      hint: "Vuelve a empaquetarlo con nombres sencillos.",
    },
  },
  "archive-format": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "Only a cbz gets a ComicInfo.xml; this file is linked only.",
      hint: "Repack it as cbz if you want one in it.",
    },
    es: {
      message: "Solo un cbz recibe un ComicInfo.xml; este fichero solo se enlaza.",
      hint: "Vuelve a empaquetarlo como cbz si quieres que lo lleve.",
    },
  },
  "comic-info-unusable": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "Its ComicInfo.xml is left as it is: {detail}",
      hint: "Mend it, or take it out of the archive, and classify the comic again with --all.",
    },
    es: {
      message: "Su ComicInfo.xml se deja como está: {detail}",
      hint: "Corrígelo o quítalo del archivo, y vuelve a clasificar el cómic con --all.",
    },
  },
  "comic-info-empty": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The catalogue knows nothing of this issue that could be written.",
      hint: "Add series and number to the catalogue: lote comics catalog add FILE.csv",
    },
    es: {
      message: "El catálogo no sabe nada de este número que se pueda escribir.",
      hint: "Añade serie y número al catálogo: lote comics catalog add FICHERO.csv",
    },
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
      hint: "lote comics embed --model {model}",
    },
    es: {
      message: "{count} portadas del catálogo no tienen vector del modelo {model}.",
      hint: "lote comics embed --model {model}",
    },
  },
  "space-mismatch": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "Vectors of two spaces cannot be compared: {left} and {right}.",
      hint: "lote comics embed --force; for documents, lote documents ingest PATH",
    },
    es: {
      message: "No se pueden comparar vectores de dos espacios: {left} y {right}.",
      hint: "lote comics embed --force; para documentos, lote documents ingest RUTA",
    },
  },
  "model-unknown": {
    retry: "permanent",
    exit: 6,
    en: { message: "There is no model named {model}.", hint: "Known: {known}." },
    es: { message: "No hay ningún modelo llamado {model}.", hint: "Se conocen: {known}." },
  },
  "model-missing": {
    retry: "permanent",
    exit: 6,
    en: { message: "The model {model} has not been pulled yet.", hint: "lote models pull {model}" },
    es: { message: "El modelo {model} aún no se ha descargado.", hint: "lote models pull {model}" },
  },
  "model-broken": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "The model {model} cannot be used: {detail}",
      hint: "lote models verify looks at every file; lote models pull NAME fetches one again.",
    },
    es: {
      message: "No se puede usar el modelo {model}: {detail}",
      hint: "lote models verify mira todos los ficheros; lote models pull NOMBRE descarga uno de nuevo.",
    },
  },
  "model-unavailable": {
    retry: "transient",
    exit: 75,
    en: {
      message: "The model {model} could not be pulled: {detail}",
      hint: "Try again: lote models pull {model}. Or name a mirror (lote config set models-url URL), or put the file at {path} and pull again.",
    },
    es: {
      message: "No se pudo descargar el modelo {model}: {detail}",
      hint: "Repite: lote models pull {model}. O indica una réplica (lote config set models-url URL), o pon el fichero en {path} y repite.",
    },
  },
  "model-licence": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "The licence of {model} ({licence}) forbids commercial use.",
      hint: "If yours is not: lote config set allow-noncommercial true",
    },
    es: {
      message: "La licencia de {model} ({licence}) prohíbe el uso comercial.",
      hint: "Si el tuyo no lo es: lote config set allow-noncommercial true",
    },
  },
  "models-busy": {
    retry: "transient",
    exit: 75,
    en: {
      message: "Another lote is pulling models into {path}.",
      hint: "Wait until it has ended, then: lote models list",
    },
    es: {
      message: "Otro lote está descargando modelos en {path}.",
      hint: "Espera a que termine y después: lote models list",
    },
  },
  "model-graph": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "The file of {model} is not the network that its entry describes: {detail}",
      hint: "Mend input, output, dimensions and recipe (of texts, pooling and maxTokens) of the entry in models.json.",
    },
    es: {
      message: "El fichero de {model} no es la red que describe su entrada: {detail}",
      hint: "Corrige input, output, dimensions y recipe (de textos, pooling y maxTokens) de la entrada en models.json.",
    },
  },
  "tokenizer-unfit": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "The tokenizer of {model} gives numbers up to {highest}, and its network knows fewer.",
      hint: "Put the tokenizer that the network was trained with beside it, and mend the entry in models.json.",
    },
    es: {
      message: "El tokenizador de {model} da números hasta {highest}, y su red conoce menos.",
      hint: "Pon a su lado el tokenizador con el que se entrenó la red y corrige la entrada en models.json.",
    },
  },
  "text-too-long": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "A text of {tokens} tokens is too long for {model}, which takes {limit}.",
      hint: "Ask with fewer words, or choose another model with --model.",
    },
    es: {
      message: "Un texto de {tokens} tokens es demasiado largo para {model}, que admite {limit}.",
      hint: "Pregunta con menos palabras, o elige otro modelo con --model.",
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
      message: "It was changed since by someone else, so it is left as it is.",
      hint: "Change it by hand if you still want to.",
    },
    es: {
      message: "Otro lo cambió después, así que se deja como está.",
      hint: "Cámbialo a mano si aún lo quieres.",
    },
  },
  "not-kept": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "What the index had before is not kept, so it stays as the run left it: {path}",
      hint: "Put the former file back, and ingest its folder again.",
    },
    es: {
      message: "Lo que el índice tenía antes no se guarda, así que queda como lo dejó la ejecución: {path}",
      hint: "Vuelve a poner el fichero anterior e indexa otra vez su carpeta.",
    },
  },
  "file-changed": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The file was changed since lote last saw it, so it is left as it is: {path}",
      hint: "To take it as it is now: lote comics classify PATH --all",
    },
    es: {
      message: "El fichero cambió desde que lote lo vio, así que se deja como está: {path}",
      hint: "Para tomarlo como está ahora: lote comics classify RUTA --all",
    },
  },
  "file-gone": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The file is no longer there: {path}",
      hint: "Put it back where it was, and ask again.",
    },
    es: {
      message: "El fichero ya no está: {path}",
      hint: "Vuelve a ponerlo donde estaba y pídelo otra vez.",
    },
  },
  "file-unwritable": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{path} cannot be changed: {detail}",
      hint: "Mend its permissions, or those of its folder; then lote runs retry {run} --failed.",
    },
    es: {
      message: "No se puede cambiar {path}: {detail}",
      hint: "Corrige sus permisos o los de su carpeta; después, lote runs retry {run} --failed.",
    },
  },
  "file-unreachable": {
    retry: "transient",
    exit: 75,
    en: {
      message: "{path}: its disk, or the network it is on, does not answer: {detail}",
      hint: "See that it is there; then lote runs retry {run} --failed.",
    },
    es: {
      message: "{path}: su disco, o la red en que está, no responde: {detail}",
      hint: "Comprueba que está; después, lote runs retry {run} --failed.",
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
  "max-cost": {
    retry: "permanent",
    stopsRun: true,
    exit: 7,
    en: {
      message: "The next call could pass --max-cost: {spent} of {cap} USD are spent.",
      hint: "Go on with lote runs resume {run} --max-cost USD.",
    },
    es: {
      message: "La siguiente llamada podría pasar de --max-cost: van gastados {spent} de {cap} USD.",
      hint: "Sigue con lote runs resume {run} --max-cost USD.",
    },
  },
  "price-unknown": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "Nobody knows what a call of {detail} costs, so it is not made.",
      hint: "Choose a model with a known price with --model, or say what it costs with model-price (0/0 for your own server).",
    },
    es: {
      message: "No se sabe cuánto cuesta una llamada de {detail}, así que no se hace.",
      hint: "Elige con --model un modelo de precio conocido, o di lo que cuesta con model-price (0/0 para un servidor propio).",
    },
  },
  "paid-unknown": {
    retry: "permanent",
    exit: 3,
    en: {
      message:
        "A paid call of {detail} was cut off: it may have been charged, so it is not made again by itself.",
      hint: "To pay for it again: lote runs retry {run} --failed.",
    },
    es: {
      message:
        "Se cortó una llamada de pago de {detail}: puede que se haya cobrado, así que no se repite por sí sola.",
      hint: "Para pagarla otra vez: lote runs retry {run} --failed.",
    },
  },
  "key-missing": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "{detail} needs a key of the language-model service.",
      hint: "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.",
    },
    es: {
      message: "{detail} necesita una clave del servicio de modelos de lenguaje.",
      hint: "Pon OPENAI_API_KEY, u OPENAI_BASE_URL para un servidor propio.",
    },
  },
  "key-refused": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "{host} refused the key: {detail}",
      hint: "Check OPENAI_API_KEY, and that it belongs to OPENAI_BASE_URL; lote config explain openai-base-url says where that comes from.",
    },
    es: {
      message: "{host} rechazó la clave: {detail}",
      hint: "Comprueba OPENAI_API_KEY y que sea de OPENAI_BASE_URL; lote config explain openai-base-url dice de dónde sale.",
    },
  },
  "organisation-unverified": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "{host} gives {model} only to verified organisations.",
      hint: "Verify the organisation in the service's settings, or choose another model with --model.",
    },
    es: {
      message: "{host} solo da {model} a organizaciones verificadas.",
      hint: "Verifica la organización en los ajustes del servicio, o elige otro modelo con --model.",
    },
  },
  "quota-exceeded": {
    retry: "permanent",
    stopsRun: true,
    exit: 7,
    en: {
      message: "The account at {host} has no money left, or has reached its limit.",
      hint: "Add credit or raise the limit in the service's settings, then lote runs resume {run}.",
    },
    es: {
      message: "La cuenta en {host} no tiene saldo o ha llegado a su límite.",
      hint: "Añade saldo o sube el límite en los ajustes del servicio y después lote runs resume {run}.",
    },
  },
  "model-gone": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "{host} no longer has the model {model}.",
      hint: "Use its replacement: --model {replacement}.",
    },
    es: {
      message: "{host} ya no tiene el modelo {model}.",
      hint: "Usa el que lo sustituye: --model {replacement}.",
    },
  },
  "model-unchosen": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: { message: "lote knows none of the models of {host}.", hint: "Choose one with --model: {models}" },
    es: { message: "lote no conoce ningún modelo de {host}.", hint: "Elige uno con --model: {models}" },
  },
  "moderation-refused": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} refuses to do this by its rules on content.",
      hint: "Change the description, or take a picture from another source.",
    },
    es: {
      message: "{host} se niega a hacerlo por sus normas de contenido.",
      hint: "Cambia la descripción o toma la imagen de otra fuente.",
    },
  },
  "request-refused": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} refused the request for {model}: {detail}",
      hint: "Choose another model with --model.",
    },
    es: {
      message: "{host} rechazó la petición para {model}: {detail}",
      hint: "Elige otro modelo con --model.",
    },
  },
  "answer-broken": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{model} gave an answer that cannot be used: {detail}",
      hint: "Try again with lote runs retry {run} --failed, or choose another model with --model.",
    },
    es: {
      message: "{model} dio una respuesta que no sirve: {detail}",
      hint: "Inténtalo otra vez con lote runs retry {run} --failed, o elige otro modelo con --model.",
    },
  },
  "answer-cut": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{model} used up its room before the answer was complete.",
      hint: "Choose a model that reasons less with --model.",
    },
    es: {
      message: "{model} agotó su espacio antes de acabar la respuesta.",
      hint: "Elige con --model un modelo que razone menos.",
    },
  },
  "answer-refused": {
    retry: "permanent",
    exit: 3,
    en: { message: "{model} refused to answer: {detail}", hint: "Choose another model with --model." },
    es: { message: "{model} se negó a responder: {detail}", hint: "Elige otro modelo con --model." },
  },
  "service-problem": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} answered with a problem: {detail}",
      hint: "Try again later with lote runs retry {run} --failed.",
    },
    es: {
      message: "{host} respondió con un problema: {detail}",
      hint: "Inténtalo más tarde con lote runs retry {run} --failed.",
    },
  },
  "products-columns": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The file has no column for {column}. Its columns: {columns}.",
      hint: "Name them with --columns name=…,category=…,price=…,retailer=…,sku=…",
    },
    es: {
      message: "El fichero no tiene una columna para {column}. Sus columnas: {columns}.",
      hint: "Nómbralas con --columns name=…,category=…,price=…,retailer=…,sku=…",
    },
  },
  "product-twice": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Line {line}: {retailer} has the sku {sku} twice.",
      hint: "Give each product of a retailer its own sku; the first row was taken.",
    },
    es: {
      message: "Línea {line}: {retailer} tiene dos veces el sku {sku}.",
      hint: "Da a cada producto de una tienda su propio sku; se ha tomado la primera fila.",
    },
  },
  "product-unnamed": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Line {line}: the product has no name.",
      hint: "Fill in the name and run the command again: only what changed is paid for.",
    },
    es: {
      message: "Línea {line}: el producto no tiene nombre.",
      hint: "Escribe el nombre y repite la orden: solo se paga lo que haya cambiado.",
    },
  },
  "product-name-long": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Line {line}: the name is longer than {limit} characters.",
      hint: "A name so long is no product's: check the columns with --columns.",
    },
    es: {
      message: "Línea {line}: el nombre tiene más de {limit} caracteres.",
      hint: "Un nombre así no es de un producto: revisa las columnas con --columns.",
    },
  },
  "product-price": {
    retry: "permanent",
    exit: 3,
    en: { message: "Line {line}: {given} is no price.", hint: "Mend the price, or leave it empty." },
    es: { message: "Línea {line}: {given} no es un precio.", hint: "Corrige el precio o déjalo vacío." },
  },
  "product-row-blank": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Line {line}: the row has neither brand nor model.",
      hint: "Only rows that were normalised can be kept: see lote products export.",
    },
    es: {
      message: "Línea {line}: la fila no tiene marca ni modelo.",
      hint: "Solo se pueden guardar filas normalizadas: mira lote products export.",
    },
  },
  "product-row-broken": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Line {line}: {column} cannot be read.",
      hint: "attributes is a JSON object, or a column each; confidence is a number from 0 to 1.",
    },
    es: {
      message: "Línea {line}: no se puede leer {column}.",
      hint: "attributes es un objeto JSON, o una columna por atributo; confidence es un número de 0 a 1.",
    },
  },
  "product-row-contradicts": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Line {line}: a value contradicts the product's own name.",
      hint: "Mend the row, or leave it out: it will be asked about again.",
    },
    es: {
      message: "Línea {line}: un valor contradice el nombre del producto.",
      hint: "Corrige la fila o quítala: se volverá a preguntar por ella.",
    },
  },
  "product-unanswered": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "Nobody could normalise this product: {detail}.",
      hint: "Try again with lote runs retry {run} --failed.",
    },
    es: {
      message: "Nadie pudo normalizar este producto: {detail}.",
      hint: "Inténtalo otra vez con lote runs retry {run} --failed.",
    },
  },
  "request-invalid": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: { message: "The request would be refused by {model}: {detail}", hint: "{fix}" },
    es: { message: "{model} rechazaría la petición: {detail}", hint: "{fix}" },
  },
  "canary-failed": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message:
        "The first requests of a shard brought nothing that can be used from {model} ({detail}), so it was not submitted.",
      hint: "Choose another model with --model, then lote runs resume {run}.",
    },
    es: {
      message:
        "Las primeras peticiones de un lote no trajeron nada útil de {model} ({detail}), así que no se envió.",
      hint: "Elige otro modelo con --model y después lote runs resume {run}.",
    },
  },
  "batch-expired": {
    retry: "transient",
    exit: 3,
    en: {
      message: "The service's time for the batch was over before this request's turn came.",
      hint: "It is handed over again by itself.",
    },
    es: {
      message: "El plazo del servicio acabó antes del turno de esta petición.",
      hint: "Se vuelve a entregar por sí sola.",
    },
  },
  "search-blocked": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} turned the search away (status {status}); it is not asked again in this run.",
      hint: "Wait some hours, or leave it out with --sources.",
    },
    es: {
      message: "{host} rechazó la búsqueda (estado {status}); no se le vuelve a preguntar en esta ejecución.",
      hint: "Espera unas horas, o quítalo con --sources.",
    },
  },
  "search-changed": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} answers in another form than it did, so its results cannot be read.",
      hint: "Leave it out with --sources until lote is updated.",
    },
    es: {
      message: "{host} responde de otra forma que antes, y sus resultados no se pueden leer.",
      hint: "Quítalo con --sources hasta que se actualice lote.",
    },
  },
  "nobody-found": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "No article and no entity was found for {path}.",
      hint: "Check the spelling. With OPENAI_API_KEY a model describes whom it knows.",
    },
    es: {
      message: "No se encontró ningún artículo ni entidad para {path}.",
      hint: "Comprueba cómo se escribe. Con OPENAI_API_KEY un modelo describe a quien conoce.",
    },
  },
  "nobody-known": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "No article and no entity was found for {path}, and no model described them.",
      hint: "Check the spelling, or say with --category what they belong to. A dry run asks no model.",
    },
    es: {
      message: "No se encontró ningún artículo ni entidad para {path}, y ningún modelo los describió.",
      hint: "Comprueba cómo se escribe o di con --category a qué pertenecen. Un ensayo no pregunta a ningún modelo.",
    },
  },
  "babelcomics-schema": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{path} is no database of Babelcomics 4: it lacks {detail}.",
      hint: "It is usually data/babelcomics.db in the program's folder.",
    },
    es: {
      message: "{path} no es una base de datos de Babelcomics 4: le falta {detail}.",
      hint: "Suele ser data/babelcomics.db en la carpeta del programa.",
    },
  },
  "list-exists": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "There is a list called {list} already.",
      hint: "Choose another name, or lote lists delete it.",
    },
    es: {
      message: "Ya hay una lista que se llama {list}.",
      hint: "Elige otro nombre, o bórrala con lote lists delete.",
    },
  },
  "character-unknown": {
    retry: "permanent",
    exit: 2,
    en: { message: "Nobody called {name} is imported.", hint: "lote characters list shows who is." },
    es: {
      message: "No hay nadie importado que se llame {name}.",
      hint: "lote characters list enseña quién hay.",
    },
  },
  "list-unknown": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "There is no list of names called {list}.",
      hint: "lote lists shows those that there are.",
    },
    es: {
      message: "No hay ninguna lista de nombres que se llame {list}.",
      hint: "lote lists enseña las que hay.",
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
  "faces-too-few": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "Faces of {people} people are too few to calibrate with: it takes {needed}.",
      hint: "Embed more people with lote faces embed, and calibrate again.",
    },
    es: {
      message: "Las caras de {people} personas no bastan para calibrar: hacen falta {needed}.",
      hint: "Procesa más personas con lote faces embed y calibra otra vez.",
    },
  },
  "calibration-too-small": {
    retry: "permanent",
    exit: 6,
    en: {
      message:
        "{right} right and {wrong} wrong matches are too few to calibrate with: it takes {examples}, and {each} of each.",
      hint: "Add more covers with lote comics catalog add, or decide more matches with lote review, and calibrate again.",
    },
    es: {
      message:
        "{right} coincidencias correctas y {wrong} erróneas no bastan para calibrar: hacen falta {examples}, y {each} de cada clase.",
      hint: "Añade más portadas con lote comics catalog add, o decide más coincidencias con lote review, y calibra otra vez.",
    },
  },
  "not-calibrated": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "--accept-above needs a calibrated vector space, and {space} is not.",
      hint: "Calibrate it with lote comics calibrate, or leave --accept-above out: only strong matches are accepted.",
    },
    es: {
      message: "--accept-above necesita un espacio de vectores calibrado, y {space} no lo está.",
      hint: "Calíbralo con lote comics calibrate, o quita --accept-above: solo se aceptan las coincidencias fuertes.",
    },
  },
  "url-refused": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{url} is not an address that lote opens: {detail}",
      hint: "Only http and https, without user and password in the address. lote config get shows the configured ones.",
    },
    es: {
      message: "{url} no es una dirección que lote abra: {detail}",
      hint: "Solo http y https, sin usuario ni contraseña en la dirección. lote config get muestra las configuradas.",
    },
  },
  "address-refused": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{host} leads to {address}, which is not a public address.",
      hint: "A server of your own is reached by its setting only: lote config get shows them.",
    },
    es: {
      message: "{host} lleva a {address}, que no es una dirección pública.",
      hint: "A un servidor propio solo se llega por su ajuste: lote config get los muestra.",
    },
  },
  "redirect-refused": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{host} sends on to {target}, and lote does not follow: {detail}",
      hint: "If the service has moved, change its setting: lote config get shows it.",
    },
    es: {
      message: "{host} remite a {target}, y lote no lo sigue: {detail}",
      hint: "Si el servicio se ha mudado, cambia su ajuste: lote config get lo muestra.",
    },
  },
  "net-timeout": {
    retry: "transient",
    exit: 75,
    en: {
      message: "{host} did not answer in time ({phase}).",
      hint: "Try again later; lote doctor shows what works here.",
    },
    es: {
      message: "{host} no respondió a tiempo ({phase}).",
      hint: "Inténtalo más tarde; lote doctor muestra lo que funciona aquí.",
    },
  },
  "net-unreachable": {
    retry: "transient",
    exit: 75,
    en: {
      message: "{host} cannot be reached: {detail}",
      hint: "Check the network, and give the same command again.",
    },
    es: {
      message: "No se llega a {host}: {detail}",
      hint: "Comprueba la red y repite la misma orden.",
    },
  },
  "net-certificate": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "{host} cannot prove that it is {host}: {detail}",
      hint: "Check this machine's clock and certificates (NODE_EXTRA_CA_CERTS), or the configured address: lote config get",
    },
    es: {
      message: "{host} no puede demostrar que es {host}: {detail}",
      hint: "Comprueba el reloj y los certificados de esta máquina (NODE_EXTRA_CA_CERTS) o la dirección configurada: lote config get",
    },
  },
  "net-broken-off": {
    retry: "transient",
    exit: 75,
    en: { message: "{host} broke off: {detail}", hint: "Give the same command again." },
    es: { message: "{host} cortó la conexión: {detail}", hint: "Repite la misma orden." },
  },
  "response-broken": {
    retry: "transient",
    exit: 75,
    en: {
      message: "What {host} sent cannot be read: {detail}",
      hint: "Give the same command again; if it stays so, check the address: lote config get",
    },
    es: {
      message: "No se puede leer lo que envió {host}: {detail}",
      hint: "Repite la misma orden; si sigue igual, comprueba la dirección: lote config get",
    },
  },
  "response-too-large": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} sent more than the {limit} bytes that are allowed here.",
      hint: "lote runs export RUN shows the item; replace what it points to.",
    },
    es: {
      message: "{host} envió más de los {limit} bytes que se admiten aquí.",
      hint: "lote runs export RUN muestra el elemento; cambia aquello a lo que apunta.",
    },
  },
  "response-type": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} sent {found} where {wanted} is due.",
      hint: "A network that asks for a login answers so too: open the address in a browser. lote config get shows the configured ones.",
    },
    es: {
      message: "{host} envió {found} donde se espera {wanted}.",
      hint: "También responde así una red que pide identificarse: abre la dirección en un navegador. lote config get muestra las configuradas.",
    },
  },
  "too-many-redirects": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} sends on more than {limit} times.",
      hint: "If the service has moved, change its setting: lote config get shows it.",
    },
    es: {
      message: "{host} remite a otra dirección más de {limit} veces.",
      hint: "Si el servicio se ha mudado, cambia su ajuste: lote config get lo muestra.",
    },
  },
  "http-refused": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{host} refused ({status}): {url}",
      hint: "401 and 403: check the key; 404: check the address. lote config get shows them.",
    },
    es: {
      message: "{host} lo rechazó ({status}): {url}",
      hint: "401 y 403: comprueba la clave; 404: comprueba la dirección. lote config get las muestra.",
    },
  },
  "http-failed": {
    retry: "transient",
    exit: 75,
    en: {
      message: "{host} could not answer ({status}): {url}",
      hint: "Give the same command again later.",
    },
    es: {
      message: "{host} no pudo responder ({status}): {url}",
      hint: "Repite la misma orden más tarde.",
    },
  },
  "rate-limited": {
    retry: "transient",
    exit: 75,
    en: {
      message: "{host} asks for fewer requests.",
      hint: "lote waits as long as it was told; lote config set concurrency 1 asks less at once.",
    },
    es: {
      message: "{host} pide menos peticiones.",
      hint: "lote espera lo que se le pide; lote config set concurrency 1 pide menos a la vez.",
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
  "query-lost": {
    retry: "transient",
    exit: 75,
    en: {
      message: "The process that searches ended before it had answered: {detail}",
      hint: "Try again. lote doctor says what works here.",
    },
    es: {
      message: "El proceso que busca terminó antes de responder: {detail}",
      hint: "Inténtalo otra vez. lote doctor dice qué funciona aquí.",
    },
  },
  "query-timeout": {
    retry: "transient",
    exit: 75,
    en: {
      message: "There was no whole answer within {seconds} s.",
      hint: "Try again. lote doctor says what works here.",
    },
    es: {
      message: "No hubo una respuesta completa en {seconds} s.",
      hint: "Inténtalo otra vez. lote doctor dice qué funciona aquí.",
    },
  },
  "mysql-unset": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "No database is configured.",
      hint: "Set MYSQL_URL, or DB_HOST, DB_USER, DB_PASSWORD and DB_NAME, in the environment or the workspace's .env.",
    },
    es: {
      message: "No hay ninguna base de datos configurada.",
      hint: "Define MYSQL_URL, o DB_HOST, DB_USER, DB_PASSWORD y DB_NAME, en el entorno o en el .env del espacio de trabajo.",
    },
  },
  "mysql-unreachable": {
    retry: "transient",
    exit: 75,
    en: {
      message: "The database {where} does not answer: {detail}",
      hint: "Check that it runs and that host and port are right: lote config explain db-host.",
    },
    es: {
      message: "La base de datos {where} no responde: {detail}",
      hint: "Comprueba que está en marcha y que servidor y puerto son correctos: lote config explain db-host.",
    },
  },
  "mysql-busy": {
    retry: "transient",
    exit: 75,
    en: { message: "The database {where} is busy: {detail}", hint: "It is tried again by itself." },
    es: { message: "La base de datos {where} está ocupada: {detail}", hint: "Se vuelve a intentar solo." },
  },
  "mysql-refused": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "The database {where} refuses it: {detail}",
      hint: "Check user and password, and the grants that docs/faces.md lists.",
    },
    es: {
      message: "La base de datos {where} lo rechaza: {detail}",
      hint: "Comprueba usuario y contraseña, y los permisos que enumera docs/faces.md.",
    },
  },
  "mysql-schema": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "The database {where} has other tables or columns: {detail}",
      hint: "lote config explain crew-table, crew-id-column, crew-picture-column, crew-active or face-table.",
    },
    es: {
      message: "La base de datos {where} tiene otras tablas o columnas: {detail}",
      hint: "lote config explain crew-table, crew-id-column, crew-picture-column, crew-active o face-table.",
    },
  },
  "mysql-value": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The database {where} does not take the value: {detail}",
      hint: "Correct the row in the source, or widen the column.",
    },
    es: {
      message: "La base de datos {where} no admite el valor: {detail}",
      hint: "Corrige la fila en el origen, o amplía la columna.",
    },
  },
  "image-base-unset": {
    retry: "permanent",
    exit: 6,
    en: {
      message: "Nothing says where the pictures are.",
      hint: "Set IMAGE_BASE_URL; pictures are fetched from IMAGE_BASE_URL/‹crew_id›/‹imagen›.",
    },
    es: {
      message: "Nada dice dónde están las imágenes.",
      hint: "Define IMAGE_BASE_URL; se descargan de IMAGE_BASE_URL/‹crew_id›/‹imagen›.",
    },
  },
  "picture-name": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "{detail} is no name of a person or picture.",
      hint: "Correct it in the source: a name has no .. in it and does not begin with /.",
    },
    es: {
      message: "{detail} no es un nombre de persona o de imagen.",
      hint: "Corrígelo en el origen: un nombre no lleva .. ni empieza por /.",
    },
  },
  "own-folder": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{path} is inside a workspace of lote: what lote keeps is no source of faces.",
      hint: "Give a folder of your own with one folder a person.",
    },
    es: {
      message:
        "{path} está dentro de un espacio de trabajo de lote: lo que lote guarda no es fuente de caras.",
      hint: "Indica una carpeta propia con una carpeta por persona.",
    },
  },
  "imported-picture": {
    retry: "permanent",
    exit: 3,
    en: {
      message:
        "{path} is a picture that was imported for the collection of people and characters: it never becomes a face.",
      hint: "Use a picture that the person gave for this.",
    },
    es: {
      message:
        "{path} es una imagen importada para la colección de personas y personajes: nunca se convierte en una cara.",
      hint: "Usa una imagen que la persona haya dado para esto.",
    },
  },
  "face-none": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "There is no face in the picture.",
      hint: "Give a picture with a clear face from the front, then run again.",
    },
    es: {
      message: "No hay ninguna cara en la imagen.",
      hint: "Pon una imagen con una cara clara y de frente, y repite.",
    },
  },
  "face-several": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "There are {count} faces in the picture, and it is not said which is meant.",
      hint: "Give a picture of one person, or choose with LOTE_FACE_POLICY=largest or most-central.",
    },
    es: {
      message: "Hay {count} caras en la imagen y no se dice cuál es.",
      hint: "Pon una imagen de una sola persona, o elige con LOTE_FACE_POLICY=largest o most-central.",
    },
  },
  "face-too-small": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The face is {measure} pixels wide; it takes {wanted}.",
      hint: "Give a larger picture, or one taken closer.",
    },
    es: {
      message: "La cara mide {measure} píxeles; hacen falta {wanted}.",
      hint: "Pon una imagen más grande o tomada de más cerca.",
    },
  },
  "face-blurred": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The face is blurred: sharpness {measure}; it takes {wanted}.",
      hint: "Give a sharper picture.",
    },
    es: {
      message: "La cara está borrosa: nitidez {measure}; hace falta {wanted}.",
      hint: "Pon una imagen más nítida.",
    },
  },
  "face-badly-lit": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The face is badly lit: {measure}; it takes {wanted}.",
      hint: "Give a picture with even light, neither dark nor washed out.",
    },
    es: {
      message: "La cara está mal iluminada: {measure}; hace falta {wanted}.",
      hint: "Pon una imagen con luz uniforme, ni oscura ni quemada.",
    },
  },
  "face-turned-away": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "The face is turned away: {measure}; at most {wanted}.",
      hint: "Give a picture from the front.",
    },
    es: {
      message: "La cara está girada: {measure}; como mucho {wanted}.",
      hint: "Pon una imagen de frente.",
    },
  },
  "face-key-missing": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "The key of this workspace's face vectors is not at {path}.",
      hint: "Put it back, or set LOTE_FACE_KEY. Without it the vectors cannot be read: forget them and embed anew.",
    },
    es: {
      message: "La clave de los vectores faciales de este espacio de trabajo no está en {path}.",
      hint: "Devuélvela a su sitio o define LOTE_FACE_KEY. Sin ella los vectores no se pueden leer: olvídalos y vuelve a generarlos.",
    },
  },
  "face-key-wrong": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "The key at {path} is not the one that this workspace's face vectors are sealed with.",
      hint: "Use the key with which they were made.",
    },
    es: {
      message: "La clave de {path} no es la que cerró los vectores faciales de este espacio de trabajo.",
      hint: "Usa la clave con la que se hicieron.",
    },
  },
  "face-key-broken": {
    retry: "permanent",
    stopsRun: true,
    exit: 6,
    en: {
      message: "What is at {path} is no key: it takes 64 hexadecimal digits or 32 bytes in base64.",
      hint: "openssl rand -hex 32 makes one.",
    },
    es: {
      message: "Lo que hay en {path} no es una clave: son 64 dígitos hexadecimales o 32 bytes en base64.",
      hint: "openssl rand -hex 32 crea una.",
    },
  },
  "face-vector-broken": {
    retry: "permanent",
    exit: 3,
    en: {
      message: "A stored face vector does not open: it was changed, or belongs to somebody else.",
      hint: "Make it again: lote faces embed --crew-id ID --force.",
    },
    es: {
      message: "Un vector facial guardado no se abre: fue cambiado o es de otra persona.",
      hint: "Hazlo de nuevo: lote faces embed --crew-id ID --force.",
    },
  },
  "faces-empty": {
    retry: "permanent",
    exit: 6,
    en: { message: "There are no face vectors of {model} to compare with.", hint: "lote faces embed" },
    es: { message: "No hay vectores faciales de {model} con los que comparar.", hint: "lote faces embed" },
  },
  "faces-busy": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "The run {run} of faces is not over.",
      hint: "Let it end, or cancel it with lote runs cancel {run}, then forget.",
    },
    es: {
      message: "La ejecución {run} de caras no ha terminado.",
      hint: "Deja que acabe, o cancélala con lote runs cancel {run}, y después olvida.",
    },
  },
  "crew-unknown": {
    retry: "permanent",
    exit: 2,
    en: { message: "Nothing is known of {person}.", hint: "lote faces people lists whose vectors are kept." },
    es: {
      message: "No se sabe nada de {person}.",
      hint: "lote faces people enumera de quién se guardan vectores.",
    },
  },
  "event-unknown": {
    retry: "permanent",
    exit: 2,
    en: { message: "There is no event {event}.", hint: "lote faces event list" },
    es: { message: "No hay ningún evento {event}.", hint: "lote faces event list" },
  },
  "consent-date": {
    retry: "permanent",
    exit: 2,
    en: { message: "{value} is no date.", hint: "Write it as 2027-01-31." },
    es: { message: "{value} no es una fecha.", hint: "Escríbela como 2027-01-31." },
  },
  "consent-needed": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "{person} has given no consent for {purpose} that holds today.",
      hint: "lote faces consent set {person}",
    },
    es: {
      message: "{person} no ha dado un consentimiento para {purpose} que valga hoy.",
      hint: "lote faces consent set {person}",
    },
  },
  "consent-nobody": {
    retry: "permanent",
    exit: 6,
    en: {
      message:
        "Consent is required, and none for {purpose} holds today of anybody whose face vectors are kept ({count}).",
      hint: "lote faces consent set CREW_ID, for each who agreed; LOTE_FACE_CONSENT says whether it is required.",
    },
    es: {
      message:
        "Se exige consentimiento, y hoy no vale ninguno para {purpose} de nadie de quien se guarden vectores faciales ({count}).",
      hint: "lote faces consent set CREW_ID, por cada persona que consintió; LOTE_FACE_CONSENT dice si se exige.",
    },
  },
  "crew-not-known": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "There is neither a vector nor a consent nor an event of {person}. {near}",
      hint: "lote faces people lists who is known; --force marks somebody who is not.",
    },
    es: {
      message: "No hay vector, consentimiento ni evento de {person}. {near}",
      hint: "lote faces people enumera a quién se conoce; --force marca a quien no.",
    },
  },
  "crew-not-in-source": {
    retry: "permanent",
    exit: 2,
    en: {
      message: "There is no picture of {person} in {source}.",
      hint: "See that the crew_id is written as there; LOTE_CREW_ACTIVE leaves out who is not active.",
    },
    es: {
      message: "No hay ninguna imagen de {person} en {source}.",
      hint: "Mira que el crew_id esté escrito como allí; LOTE_CREW_ACTIVE deja fuera a quien no está activo.",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

/** A stable code, safe to test against in scripts. */
export type ErrorCode = keyof typeof errorCatalogue;
