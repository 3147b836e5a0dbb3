// The shapes that static/js works with. Only the type checker reads this file; no browser does.

type Kind = "quote" | "entity" | "caption" | "repair";
type Role = "content" | "speaker" | "cue" | "mention" | "caption" | "credit" | "damaged";
type Verdict = "suggested" | "accepted" | "corrected" | "rejected" | "added";
type Edge = "start" | "end";
type Way = 1 | -1;

/** Half-open, in code points of the article's text. */
type Span = [start: number, end: number];
type RoleSpan = [role: Role, start: number, end: number];
type Token = { start: number; end: number };

/** One annotation in the list. Its data attributes are what the server drew, or what was decided since. */
type Card = HTMLElement & { dataset: CardData };
type CardData = DOMStringMap & {
  kind: Kind;
  verdict: Verdict;
  /** Version of the decision; 0 while it is undecided. */
  version: string;
  /** JSON of RoleSpan[]. */
  spans: string;
  /** Type of a quote or an entity. */
  type?: string;
  replacement?: string;
  score?: string;
  /** There where the spans are newer than the marks in the text. */
  moved?: string;
};

/** What a key, a button (`data-command`, `data-value`) or a gesture asks for. */
type Call = { command: string; value?: string; exact?: boolean; extend?: boolean };

/** Fields of an action on its way to the server. */
type Fields = Record<string, string>;

/** An entry of the registry, or a name that becomes one. */
type Choice = { person?: string; name?: string };

/** Elements that are more than an HTMLElement, by id. */
type Ids = {
  picker: HTMLDialogElement;
  keys: HTMLDialogElement;
  guidelines: HTMLDialogElement;
  flag: HTMLDialogElement;
  replacement: HTMLDialogElement;
  "flag-form": HTMLFormElement;
  "replacement-form": HTMLFormElement;
  confirm: HTMLDialogElement;
  search: HTMLDialogElement;
  finish: HTMLFormElement;
  "confirm-form": HTMLFormElement;
  "search-form": HTMLFormElement;
  "picker-search": HTMLInputElement;
  "search-words": HTMLInputElement;
  "flag-note": HTMLTextAreaElement;
  "replacement-words": HTMLInputElement;
  undo: HTMLButtonElement;
  redo: HTMLButtonElement;
};

type Find = <K extends string>(id: K) => K extends keyof Ids ? Ids[K] : HTMLElement;
type All = (selector: string, root?: ParentNode) => HTMLElement[];
type Listen = <K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  run: (found: HTMLElement, event: DocumentEventMap[K]) => void,
) => void;
type Paint = (name: string, ...ranges: Range[]) => void;
type Word = (name: string, values?: Record<string, string | number>) => string;
/** `length` in code points. */
type Counter = (text: string) => { length: number; toIndex: (point: number) => number; toPoint: (index: number) => number };
type First = <T>(things: T[], holds: (thing: T) => boolean) => number;
