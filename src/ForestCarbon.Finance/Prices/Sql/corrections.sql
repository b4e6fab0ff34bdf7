-- Each correction beside what held until then: the one before it, or what was entered first.
select c.dated, coalesce(lag(c.price_fen) over of_day, d.price_fen) as before_fen, coalesce(lag(c.volume_t) over of_day, d.volume_t) as before_t,
       coalesce(lag(c.source) over of_day, d.source) as before_source, c.price_fen, c.volume_t, c.source, c.reason, c.entered_by, c.entered_at
from finance.price_correction c
join finance.price_day d using (series, dated)
where c.series = @series
window of_day as (partition by c.dated order by c.correction_id)
order by c.correction_id desc
