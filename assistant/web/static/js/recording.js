/** What is said into the microphone, until it is ended, dropped, or a minute is full. */

/** The server takes 60 seconds; the last one is for a slow tap. */
const LONGEST_S = 59;
const TICK_MS = 250;
const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const SPEECH = { channelCount: 1, echoCancellation: true, noiseSuppression: true };

/** Whether this browser can record here: pages that came over plain http have no microphone. */
export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

export class Recording {
  /** @param {{ ticked: (seconds: number) => void, full: () => void }} told each quarter of a second; when it ends itself */
  constructor({ ticked, full }) {
    this.ticked = ticked;
    this.full = full;
    this.dropped = false;
  }

  /** Asks for the microphone and begins; throws what the browser throws where there is none, or no leave. */
  async begin() {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: SPEECH });
    if (this.dropped) return this.release();
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 48_000 });
    this.parts = [];
    this.recorder.addEventListener('dataavailable', ({ data }) => this.parts.push(data));
    this.recorder.start();
    this.began = performance.now();
    this.clock = setInterval(() => this.tick(), TICK_MS);
    return undefined;
  }

  tick() {
    const seconds = (performance.now() - this.began) / 1000;
    this.ticked(seconds);
    if (seconds >= LONGEST_S) this.full();
  }

  /** @returns {Promise<Blob>} all that was said */
  async end() {
    const stopped = new Promise((done) => this.recorder.addEventListener('stop', done, { once: true }));
    this.recorder.stop();
    await stopped;
    this.release();
    return new Blob(this.parts, { type: this.recorder.mimeType });
  }

  /** Forgets what was said. */
  drop() {
    this.dropped = true;
    if (this.recorder?.state === 'recording') this.recorder.stop();
    this.release();
  }

  /** Lets go of the microphone: the browser's sign for it goes out. */
  release() {
    clearInterval(this.clock);
    this.stream?.getTracks().forEach((track) => track.stop());
  }
}
