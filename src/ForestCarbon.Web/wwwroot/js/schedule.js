// Every run on its way as it comes, whoever started it. When one appears, begins or ends, what the page says of runs and times is read again; the forms stay as
// they are, with what somebody is typing into them.
const card = document.getElementById('runs');
const PAUSE = 5000;
// What the page shows, so that a run which ended before the first event is noticed as well.
const statesOf = (within) => new Map([...within.querySelectorAll('[data-run]')].map((row) => [Number(row.dataset.run), row.dataset.state]));
let shown = card && statesOf(card);
let isReading = false;

async function readAgain() {
  if (isReading) return;
  isReading = true;
  try {
    const answer = await fetch('/growth/schedule', { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-part]')) {
      const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (next) part.replaceChildren(...next.childNodes);
    }
    shown = statesOf(card);
  } catch {
    // The server is away for a moment; the next event asks again.
  } finally {
    isReading = false;
  }
}

function follow() {
  const events = new EventSource('/growth/schedule/progress');
  events.onmessage = (event) => {
    const runs = JSON.parse(event.data);
    if (runs.some((run) => shown.get(run.runId) !== run.state)) {
      readAgain();
      return;
    }
    for (const run of runs) {
      const row = document.getElementById(`run-${run.runId}`);
      const workers = row?.querySelector('[data-workers]');
      if (workers) workers.textContent = run.workers;
      const bar = row?.querySelector('[role=progressbar]');
      const percent = Math.floor(run.fraction * 100);
      bar?.setAttribute('aria-valuenow', percent);
      bar?.querySelector('rect')?.setAttribute('width', percent);
    }
  };
  // The stream ends where nothing is on its way, and the browser asks again by itself; where it gives up, we ask.
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, PAUSE);
  };
}

if (card) follow();
