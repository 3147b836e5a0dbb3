// The shapes that static/js works with, and what its functions take and give. Only the type checker reads this file; no browser does.

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
  /** There where the spans are newer than the marks in the text. */
  moved?: string;
};

/** What a key, a button (`data-command`, `data-value`) or a gesture asks for. */
type Call = { command: string; value?: string; exact?: boolean; extend?: boolean };

/** Fields of an action on its way to the server; `tab` says which page made it. */
type Fields = Record<string, string>;

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
type Dialog = "picker" | "keys" | "guidelines" | "flag" | "replacement" | "confirm" | "search" | "sign-in" | "stale-dialog" | "steps";

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

// Shapes that many functions have.
type OfCard<T> = (card: Card) => T;
/** A place of the text, or one in a list. */
type ByNumber = (place: number) => void;
type ByKey = (key: string) => void;
type Run = (call: Call) => void;

// dom.js
type Find = <K extends string>(id: K) => K extends keyof Ids ? Ids[K] : K extends `annotation-${string}` ? Card | null : K extends `filter-${string}` ? HTMLInputElement : HTMLElement;
type All = <S extends string>(selector: S, root?: ParentNode) => Found<S>[];
/** What a template holds, once more. */
type Copy = (id: "toast" | "group-head") => HTMLElement;
/** Listen to whatever fits the selector, now or after the server has drawn it again. */
type Listen = <K extends keyof DocumentEventMap, S extends string>(
  type: K,
  selector: S,
  run: (found: Found<S>, event: DocumentEventMap[K]) => void,
) => void;
/** Draw stretches of the text in the style `::highlight(name)`, and nothing else in it. */
type Paint = (name: string, ...ranges: Range[]) => void;
/** A sentence of the page's list (templates/workbench/_words.html), with its `{names}` filled in. */
type Word = (name: string, values?: Record<string, string | number>) => string;

// notices.js
/** `announce`: for the screen reader alone, what the eye sees anyway. `tell`: for both, why a key did nothing or what to do first. `tellDone`: what was done to many at once, with an Undo. */
type Say = (words: string) => void;
/** A refusal of the server. */
type Refuse = (words: string, status: number) => void;
/** `time`: milliseconds that it stays. */
type ShowNotice = (words: string, level: "info" | "done" | "warning" | "error", time: number) => void;

// offsets.js: all places are code points of the article's text, but for `index`, which counts UTF-16
/** Conversions between the code points and the UTF-16 indices of one string. `length` in code points. */
type Counter = (text: string) => { length: number; toIndex: (point: number) => number; toPoint: (index: number) => number };
/** Index of the first of sorted things for which it holds; their number where there is none. */
type First = <T>(things: T[], holds: (thing: T) => boolean) => number;
type Slice = (start: number, end: number) => string;
type InText = (node: Node | null) => boolean;
/** The place at a DOM boundary; a boundary outside the text is its begin or end. */
type PointOf = (node: Node, offset: number) => number;
/** The place nearest to one of the window, in pixels; null outside the text. */
type PointAt = (x: number, y: number) => number | null;
type RangeOf = (start: number, end: number) => Range;
/** Index of the token that holds the place, or of the next one. */
type TokenIndex = (point: number) => number;
type TokenAt = (point: number) => Token;
/** The stretch without edge space, grown to whole tokens unless it is exact. */
type Snapped = (start: number, end: number, exact: boolean) => Span | null;
/** Where an edge goes by a token, or by a character. */
type Moved = (point: number, edge: Edge, way: Way, exact?: boolean) => number;
/** The place nearest to the point where a token starts, or ends. */
type Nearest = (point: number, edge: Edge) => number;

// selection.js
type Stretch = () => Span | null;
type SetExact = (exact: boolean) => void;
/** Select from one place to another, which the arrow keys move on. */
type Select = (from: number, to: number) => void;
/** Move the text cursor, or with `extend` its end of the selection. `home` is where a new cursor starts. */
type Move = (way: Way, options: { extend?: boolean; exact?: boolean; line: boolean; home: number }) => void;

// cards.js and groups.js
type CardOf = (id: string) => Card | null;
/** Its spans in one role, or in the one that it cannot lack, in text order. */
type PartsOf = (card: Card, role?: Role) => RoleSpan[];
/** `showKind` sees to it that the list shows cards of this kind, `show` shows them alone; "all" is a kind. */
type ShowKind = (kind: string) => void;
/** The undecided cards that the list shows, of all or of these. */
type Undecided = (among?: Card[]) => Card[];
/** The next undecided card, from the other end where there is none further on. */
type Neighbour = (way: Way, from?: Card | null) => Card | null;
/** Make it the current one, or none. */
type GoTo = (card: Card | null, scroll?: boolean) => void;
type WordsOf = (card: Card, slot?: string) => string;
/** The words between the parts of the current frame carry a thin line. */
type DrawThread = (spans: RoleSpan[]) => void;
/** Show a verdict at once, before the server has answered. */
type ShowVerdict = (card: Card, verdict: Verdict) => void;
/** So many of a kind, in words. */
type CountedWords = (n: number, kind?: string) => string;
/** Whether the first comes behind the second in reading order. */
type IsBehind = (one: Element | null, other: Element | null) => boolean;
type Grouped = (key: string) => Card[];
type GroupHead = (key: string, members: Card[]) => HTMLElement;
type Dress = (card: Card, isMember: boolean) => void;

// edit.js
type Same = (span?: RoleSpan) => (other: RoleSpan) => boolean;
type Part = (card: Card, edge: Edge) => RoleSpan | undefined;
type RoleOf = (card: Card, key?: string) => Role | undefined;
type Send = (verb: string, card: Card, more?: Fields) => void;
/** Make the current frame say something else. */
type Change = (spans: RoleSpan[] | null, more?: Fields) => void;
/** Wait for the words that a command needs, or for nothing. */
type Arm = (call: Call | null) => void;
/** The other spans, and the new one, on which the keys move. */
type Put = (spans: RoleSpan[], now: RoleSpan) => void;
type Joined = (spans: RoleSpan[]) => RoleSpan[];
type MoveEdge = (span: RoleSpan, edge: Edge, to: number) => void;
type StepEdge = (edge: Edge, way: Way, exact: boolean) => void;
/** Letters say where the edge of the selection goes, or that of the part; for a part that is not there yet a second letter says where it ends. */
type JumpEdge = (edge: Edge) => void;
type Add = (kind: Kind, span: Span, more?: Fields) => void;

// hints.js and handles.js
/** Offer words around a place for an edge: all near ones; further off, those at which a clause, a quote or a paragraph begins or ends. */
type OfferWords = (edge: Edge, point: number, done: TakeToken) => void;
type TakeToken = (token: Token) => void;
type IsPlace = (index: number, edge: Edge) => boolean;
type Label = (token: Token, edge: Edge, letter: string) => HTMLElement;
type DrawHandles = (spans: RoleSpan[], active: RoleSpan | undefined, drop: MoveEdge) => void;
type Handle = (span: RoleSpan, edge: Edge, box: DOMRect) => HTMLElement;
/** `lift`: how far the finger is from the line that it holds, in pixels. */
type Drag = (begun: PointerEvent, span: RoleSpan, edge: Edge, lift: number) => void;

// keys.js and pointer.js
type CallOf = (event: KeyboardEvent) => Call | null;
type ListenTo = (run: Run) => void;
/** The annotations under a pointer, the shortest first. */
type Under = (event: MouseEvent) => Card[];
/** Open the menu for the annotation under the pointer; whether it is open. */
type OpenMenu = (event: MouseEvent) => boolean;
/** Pixels of the window. */
type ShowAt = (box: HTMLElement, x: number, y: number) => void;

// windows.js
/** A fragment that the server draws. */
type Fetched = (address: string) => Promise<string>;
/** Ask for one line and hand it over. */
type AskLine = (id: "flag" | "replacement", value: string, done: (answer: string) => void) => void;
type ConfirmFinish = (sentence: string, done: () => void) => void;
type TakePerson = (choice: Choice) => void;
/** `id`: the annotation whose person is asked for. */
type PickPerson = (id: string, done: TakePerson) => void;
type PickChoice = (place?: number) => Promise<void>;
/** `done` gets the place that was looked at last, when the window closes. */
type ShowSearch = (done: ByNumber) => void;
type Hit = (index: number) => Range;

// server.js, asking.js and sync.js
/** Posts the body where there is one. Null where no answer came, or none of ours (a proxy's, a hotel's). */
type AskServer = (address?: string, body?: URLSearchParams) => Promise<Response | null>;
/** The number of the action that the answer tells of, 0 for none. */
type OrderOf = (response: Response) => number;
/** An edit met a newer one: show what changed and ask; from the server's answer to the version to put mine upon, "" to leave what stands. */
type AskAbout = (html: string) => Promise<string>;
/** The session is over: sign in here, without leaving the page. `retry` says whether the user is back. */
type SignIn = (retry: () => Promise<boolean>) => Promise<void>;
/** What is wrong, "" where this page's user is signed in. */
type Enter = (form: URLSearchParams) => Promise<string>;
/** This page's own action was answered. */
type Heard = (order: number, html: string) => void;
/** All up to this one is on the page. */
type CaughtUp = (order: number) => void;
/** Draw an answer's fragments. */
type Apply = (html: string, status: number, verb: string) => void;
/** Told of each answer, or of none, which is tried again later; whether it was one to rely on. */
type HeardFrom = (response: Response | null) => boolean;
type StartSync = (draw: Apply, heardFrom: HeardFrom) => void;

// saving.js: `key` is the action's in the browser's store
type Answered = { fields: Fields; repeated: boolean; order: number };
/** `callback` gets each answer's fragments, in order. */
type StartSaving = (callback: Apply) => void;
/** The action's id is made on the way. */
type SendAction = (fields: Fields) => void;
/** Whether actions on the card are still on their way. */
type IsPending = (card: string) => boolean;
/** Until all is sent, or for so many milliseconds. */
type Idle = (longest: number) => Promise<boolean>;
type Rebase = (card: string, version: string) => void;
/** The card's edits wait for the answer to a question; the page shows what stands. */
type Drop = (card: string) => void;
type Keep = (key: string, fields: Fields) => void;
type Forget = (key: string) => void;
/** Whether to go on with the next one. */
type SendOne = (key: string) => Promise<boolean>;
type PassOn = (tab: string, order: number) => void;
/** Somewhere else this was changed meanwhile: show it and ask. */
type Question = (key: string, html: string, order: number) => Promise<void>;

// workbench.js
type Decide = (verb: "accept" | "reject") => void;
type AcceptMany = (sure?: Card[]) => void;
type Commands = Record<string, (call: Call & { value: string }) => void>;
type Swap = (element: HTMLElement) => void;

// drop.js
type PartOfForm = <S extends string>(
  selector: S,
) => S extends ".import-form" ? HTMLFormElement : S extends "#id_file" ? HTMLInputElement : S extends ".drop-progress" ? HTMLProgressElement : HTMLElement;
/** Whether the drag brings files, and not a word of the page. */
type BringsFiles = (event: DragEvent) => boolean;
/** What is going up: “3 files, 2.1 MB”. */
type Described = (files: FileList) => string;
type SendFiles = (files: FileList) => void;
