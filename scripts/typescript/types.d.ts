// The shapes that several scripts of static/js share. Only the type checker reads this file; no browser does.

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
  /** Version of the decision; none while it is undecided. */
  version?: string;
  /** JSON of RoleSpan[]. */
  spans: string;
  /** Type of a quote or an entity. */
  type?: string;
  replacement?: string;
  /** There as long as its words wait: they have the score otherwise. */
  score?: string;
  /** There where the spans are newer than the marks in the text. */
  moved?: string;
};

/** A stretch of the text that is marked, in UTF-16 indices, for the annotation of this id. */
type Mark = {
  role: Role;
  from: number;
  to: number;
  /** Where the whole of it begins. */
  start: number;
  id: string;
  /** The type of an entity, the words of a repair. */
  note: string;
  /** Which part of its annotation it is, from 0. */
  part: number;
};
/** What of a page waits to be completed: its cards; its blocks, with their marks; and the table that it brought. */
type Waiting = {
  cards: Map<Card, BriefCard>;
  blocks: Map<HTMLElement, { start: number; end: number; marks: Mark[] }>;
  known: any[];
  /** By their place in the table: HTML and names of values in turn. */
  shapes: string[][];
};
type BriefCard = { parts: string[]; spans: RoleSpan[]; type: string; values: number[] };

/** What a key, a button (`data-command`, `data-value`) or a gesture asks for. */
type Call = { command: string; value?: string; exact?: boolean; extend?: boolean };

/** Fields of an action on its way to the server; `tab` says which page made it. */
type Fields = Record<string, string>;

/** An answer that is being drawn, and the action that it answers. */
type Answered = { fields: Fields; repeated: boolean; order: number };

/** An entry of the registry, or a name that becomes one. */
type Choice = { person?: string; name?: string };

// What the platform's types leave open: the focus is nowhere but in HTML, and what a key or a pointer meets is an element.
interface Document {
  readonly activeElement: HTMLElement;
}
interface KeyboardEvent {
  readonly target: HTMLElement;
}
interface MouseEvent {
  readonly target: Element;
}

/** Elements that are more than an HTMLElement, by id. */
type Ids = {
  "keys-switch": HTMLInputElement;
  "flag-form": HTMLFormElement;
  "skip-form": HTMLFormElement;
  "replacement-form": HTMLFormElement;
  "confirm-form": HTMLFormElement;
  "search-form": HTMLFormElement;
  "sign-in-form": HTMLFormElement;
  "sign-in-password": HTMLInputElement;
  "picker-search": HTMLInputElement;
  "search-words": HTMLInputElement;
  finish: HTMLFormElement;
  toast: HTMLTemplateElement;
  "group-head": HTMLTemplateElement;
} & Record<Dialog, HTMLDialogElement>;
type Dialog =
  | "picker"
  | "keys"
  | "guidelines"
  | "flag"
  | "skip"
  | "replacement"
  | "confirm"
  | "search"
  | "sign-in"
  | "stale-dialog"
  | "steps";

/** What fits a selector. */
type Found<S> = S extends ".card" | "[data-moved]" | `.card[${string}` | `#cards > .card${string}`
  ? Card
  : S extends `template${string}`
    ? HTMLTemplateElement
    : S extends "input, textarea" | `[name=${string}`
      ? HTMLInputElement
      : S extends "button"
        ? HTMLButtonElement
        : S extends "time"
          ? HTMLTimeElement
          : HTMLElement;

// Functions of one shape. A function that is alone in its shape says it where it stands.
type OfCard<T> = (card: Card) => T;
/** Takes a place of the text, or one in a list. */
type ByNumber = (place: number) => void;
type ByKey = (key: string) => void;
type Run = (call: Call) => void;
type Say = (words: string) => void;
/** Makes the card the current one; null makes none current. */
type GoTo = (card: Card | null, scroll?: boolean) => void;
type MoveEdge = (span: RoleSpan, edge: Edge, to: number) => void;
type TakeToken = (token: Token) => void;
type TakePerson = (choice: Choice) => void;
/** Draws the fragments of an answer. */
type Apply = (html: string, status: number, verb: string) => void;
/** Takes each answer, null where none came (it is tried again later). Returns whether the answer could be relied on. */
type HeardFrom = (response: Response | null) => boolean;

/** An answer of ours, read whole. */
type Answer = Response & { html: string };
