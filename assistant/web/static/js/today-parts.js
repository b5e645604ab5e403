/** The parts of Today, each from the page's data as it was sent: no figure is computed here. */
import { html, nothing } from '../vendor/lit.js';
import { delta, exactText } from './figure.js';
import { language } from './look.js';
import { asOf } from './moment.js';

/** What each kind of line is coloured as: a decision, something wrong, something due. */
const LOOKS = { approval: 'ask', task: 'due', unusual: 'bad', behind: 'bad', owing: 'bad', expiring: 'due', leaving: 'due' };

/**
 * @param {object} found the page's data @param {object} say words @param {(question: string) => void} ask
 */
export function todayParts(found, say, ask) {
  const section = (title, inner, more = nothing) =>
    html`<section class="sec"><h2>${title}${more}</h2>${inner}</section>`;
  const line = (one) => html`<li>
    <button class="row" @click=${() => ask(one.question)}>
      <span class="kind ${LOOKS[one.kind] ?? ''}">${say.kinds[one.kind] ?? one.kind}</span>
      <span class="row-text"><b>${one.title}</b><span class="num">${one.detail}</span></span>
    </button>
  </li>`;
  const rest = ({ kind, waiting, lines, question }) =>
    lines.length > 1 && waiting > lines.length
      ? html`<li>
          <button class="row all" @click=${() => ask(question)}>${say.allOf(say.kinds[kind] ?? kind, waiting)}</button>
        </li>`
      : nothing;
  return {
    fresh: () => {
      const told = found.sources.filter((source) => source.as_of);
      return html`<p class="today-note num">
        <span>${found.scope.text}</span>
        ${told.map((source) => html`<span>${say.updated(source.label, asOf(source.as_of, found.business_date))}</span>`)}
      </p>`;
    },
    waiting: () => {
      const badge = found.waiting ? html` <span class="badge num">${found.waiting}</span>` : nothing;
      const missing = found.left_out ? html`<p class="today-note">${say.leftOut(found.left_out)}</p>` : nothing;
      const lines = found.sections.flatMap((one) => [...one.lines.map(line), rest(one)]);
      const inner = lines.length
        ? html`<ul class="list">
            ${lines}
          </ul>`
        : html`<p class="list quiet">${say.nothingWaits}</p>`;
      return section(say.waiting, html`${inner}${missing}`, badge);
    },
    tiles: () =>
      found.tiles.length
        ? section(
            say.figures,
            html`<div class="tiles num">${found.tiles.map((one) => tile(one, say, ask))}</div>`,
          )
        : nothing,
    trend: () =>
      found.trend
        ? section(
            found.trend.title,
            html`<div class="card trend">
              <wd-chart .spec=${found.trend.chart} .result=${found.trend.result} .language=${language()}></wd-chart>
            </div>`,
            html` <button class="link" @click=${() => ask(found.trend.question)}>${say.askThis}</button>`,
          )
        : nothing,
    questions: () =>
      section(
        say.tapToAsk,
        html`<div class="list ask">
          ${found.questions.map((question) => html`<button @click=${() => ask(question)}>${question}</button>`)}
        </div>`,
      ),
    bars: () => (found.bars ? section(found.bars.title, bars(found.bars, say), askLink(found.bars, say, ask)) : nothing),
  };
}

const askLink = ({ question }, say, ask) =>
  html` <button class="link" @click=${() => ask(question)}>${say.askThis}</button>`;

function tile(one, say, ask) {
  return html`<button class="tile" title=${exactText(one)} @click=${() => ask(one.question)}>
    <span class="lab">${one.label}</span>
    <span class="v">${one.text}</span>
    ${one.share === null ? nothing : meter(one.share, one.elapsed, say)}
    ${delta(one.change, say)}
    ${one.others.map((other) => html`<span class="lab">${say.beside(other)}</span>`)}
  </button>`;
}

/** A bar that is full at the whole; a stroke where it should have come to. */
function meter(share, mark, say) {
  return html`${bar(share, mark)}${mark ? html`<span class="lab">${say.elapsed(mark.text)}</span>` : nothing}`;
}

const along = (share) => `${Math.min(1, Math.max(0, share)) * 100}%`;

const bar = (share, mark) =>
  html`<span class="meter" aria-hidden="true"
    ><i .style=${`width:${along(share)}`}></i>${mark ? html`<u .style=${`left:${along(mark.share)}`}></u>` : nothing}</span
  >`;

function bars({ title, rows, mark }, say) {
  return html`<div class="card bars">
    <table>
      <caption>
        ${title}
      </caption>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row" title=${row.label}>${row.label}</th>
              <td class="r num">${row.text}</td>
              <td class="in-bar">${bar(row.share, mark)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${mark ? html`<p class="lab num">${say.elapsed(mark.text)}</p>` : nothing}
  </div>`;
}
