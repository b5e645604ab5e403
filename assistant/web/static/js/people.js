/** The first screen: whom to ask as (demo), or a token. */
import { html, nothing } from '../vendor/lit.js';
import { language } from './look.js';
import { Part } from './part.js';
import { lookTools } from './rail.js';
import { words } from './words.js';

class People extends Part {
  static properties = { server: {}, fault: {}, people: { state: true }, state: { state: true } };

  constructor() {
    super();
    this.fault = '';
    /** @type {?object[]} the demo's people; null where it is no demo */
    this.people = null;
    /** @type {'asking'|'known'|'failed'} */
    this.state = 'asking';
  }

  firstUpdated() {
    this.look();
  }

  async look() {
    try {
      this.people = await this.server.people();
      this.state = 'known';
    } catch {
      this.state = 'failed';
    }
  }

  render() {
    const say = words(language());
    return html`<main class="door">
      <div class="door-in">
        <header>
          <span class="mark" aria-hidden="true">问</span>${say.brand}<span class="push"></span
          >${lookTools(say)}
        </header>
        ${this.fault ? html`<p class="door-fault" role="alert">${this.fault}</p>` : nothing}
        ${this.state === 'failed' ? this.unreachable(say) : nothing}
        ${this.state === 'known' ? (this.people ? this.teams(say) : this.token(say)) : nothing}
      </div>
    </main>`;
  }

  unreachable(say) {
    return html`<p class="door-fault" role="alert">${say.unreachable}</p>
      <div class="acts"><button class="btn" @click=${this.look}>${say.retry}</button></div>`;
  }

  teams(say) {
    const teams = byTeam(this.people);
    return html`<h1>${say.whoTitle}</h1>
      <p class="door-lead">${say.whoLead}</p>
      <div class="teams">
        ${[...teams].map(
          ([team, people]) =>
            html`<section class="team">
              <h2>${team || say.noTeam}</h2>
              <ul>
                ${people.map((person) => this.person(person, say))}
              </ul>
            </section>`,
        )}
      </div>`;
  }

  person({ user_id: id, name, role, customers }, say) {
    return html`<li>
      <button class="person" @click=${() => this.enterAs(id)}>
        <b>${name}</b><small>${say.roles[role] ?? role}</small>
        <span class="count">${say.customers(customers)}</span>
      </button>
    </li>`;
  }

  token(say) {
    return html`<h1>${say.tokenTitle}</h1>
      <p class="door-lead">${say.tokenLead}</p>
      <form class="token" @submit=${this.pasted}>
        <label for="token">${say.tokenLabel}</label>
        <input id="token" name="token" type="password" autocomplete="off" spellcheck="false" /><button
          class="btn primary"
        >
          ${say.tokenGo}
        </button>
      </form>`;
  }

  /** @param {string} userId */
  async enterAs(userId) {
    try {
      this.tell('enter', await this.server.demoToken(userId));
    } catch {
      this.fault = words(language()).unreachable;
    }
  }

  pasted(event) {
    event.preventDefault();
    const token = event.target.elements.token.value.trim();
    if (token) this.tell('enter', token);
    else this.fault = words(language()).tokenEmpty;
  }
}

/** Managers stand before their people, the company's own last. */
const RANKS = ['manager', 'rep', 'finance', 'admin'];

/** The people of each team, those without one last. @param {object[]} people @returns {Map<string, object[]>} */
function byTeam(people) {
  const teams = new Map();
  const rank = ({ team, role }) => (team ? 0 : RANKS.length) + RANKS.indexOf(role);
  for (const person of [...people].sort((a, b) => rank(a) - rank(b))) {
    const team = person.team ?? '';
    teams.set(team, [...(teams.get(team) ?? []), person]);
  }
  return teams;
}

customElements.define('wd-people', People);
