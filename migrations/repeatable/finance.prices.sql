-- A price day as it holds today: as it was entered, or as the newest correction of it says.
create or replace view finance.price_day_v as
select d.series, d.dated, coalesce(c.price_fen, d.price_fen) as price_fen, coalesce(c.volume_t, d.volume_t) as volume_t, coalesce(c.source, d.source) as source, d.is_demonstration,
       c.correction_id is not null as is_corrected
from finance.price_day d
left join lateral (
    select q.correction_id, q.price_fen, q.volume_t, q.source
    from finance.price_correction q
    where q.series = d.series and q.dated = d.dated
    order by q.correction_id desc limit 1) c on true;

-- Neither a day nor its corrections are changed or deleted: a later correction is what puts them right.
create or replace function finance.keep_price() returns trigger language plpgsql as $$
begin
    raise exception '已经记下的不能更改或删除。'
        using errcode = '23514', constraint = 'kept_for_good', hint = 'What was entered is not changed or deleted.';
end $$;
drop trigger if exists keep_price on finance.price_correction;
create trigger keep_price before update or delete on finance.price_correction for each row execute function finance.keep_price();
drop trigger if exists keep_price on finance.price_day;
create trigger keep_price before update or delete on finance.price_day for each row execute function finance.keep_price();
