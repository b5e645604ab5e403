// The host's side: who is logged in, and a token of that person whenever the widget asks for one.
// A real host gives its own signed token here; the demo gives one of the demo's door.
const who = () => document.querySelector('#who');

addEventListener('DOMContentLoaded', async () => {
  const { items } = await (await fetch('/api/v1/demo/people')).json();
  for (const { user_id, name, role } of items) who().append(new Option(`${name} (${role})`, user_id));
  who().value = sessionStorage.getItem('sample.who') ?? items[0].user_id;
  who().addEventListener('change', () => {
    sessionStorage.setItem('sample.who', who().value);
    location.reload();
  });
});

document.addEventListener('wendan-token', (event) => {
  event.preventDefault();
  const body = JSON.stringify({ user_id: who().value });
  const headers = { 'content-type': 'application/json' };
  fetch('/api/v1/demo/session', { method: 'POST', headers, body })
    .then((response) => response.json())
    .then(({ token }) => event.detail.give(token), () => event.detail.give(null));
});
