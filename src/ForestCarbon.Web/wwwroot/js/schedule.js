// The progress of every run on its way, as it comes; when one begins or ends the page is read again.
const card = document.getElementById('runs');
if (card && card.dataset.live === 'true') {
  // What the page shows, so that a run which ended before the first event is noticed as well.
  const shown = new Map([...card.querySelectorAll('[data-run]')].map((row) => [Number(row.dataset.run), row.dataset.state]));
  const events = new EventSource('/growth/schedule/progress');
  events.onmessage = (event) => {
    for (const run of JSON.parse(event.data)) {
      const row = document.getElementById(`run-${run.runId}`);
      const bar = row?.querySelector('[role=progressbar]');
      if (!row || shown.get(run.runId) !== run.state) {
        events.close();
        location.reload();
        return;
      }
      const percent = Math.floor(run.fraction * 100);
      bar?.setAttribute('aria-valuenow', percent);
      bar?.querySelector('rect').setAttribute('width', percent);
    }
  };
}
