/** Keeps the beginning and the end of an output and counts what falls between. */
export class OutputBuffer {
  readonly #limit: number;
  #head = '';
  #tail = '';
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    const room = this.#limit / 2 - this.#head.length;
    if (room > 0) {
      this.#head += text.slice(0, room);
      text = text.slice(room);
    }
    if (text === '') return;
    this.#tail += text;
    const excess = this.#tail.length - this.#limit / 2;
    // Cutting in large pieces keeps an endless output cheap.
    if (excess > this.#limit / 4) {
      this.#dropped += excess;
      this.#tail = this.#tail.slice(excess);
    }
  }

  get droppedBytes(): number {
    return this.#dropped;
  }

  get text(): string {
    return this.#dropped > 0 ? `${this.#head}\n[… ${this.#dropped} bytes left out …]\n${this.#tail}` : this.#head + this.#tail;
  }
}
