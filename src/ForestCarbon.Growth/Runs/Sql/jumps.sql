-- Against the last finished run of the scenario that was let pass (definitions §3), projected the same way: another path is no jump.
-- A run with a jump waits for a person.
update growth.run r
set compared_with = (
    select b.run_id
    from growth.run b
    where b.scenario = r.scenario and b.projection = r.projection and b.finished_at is not null and b.review in ('none', 'approved') and b.run_id <> r.run_id
      and not growth.is_taken_back(b.generation)
    order by b.run_id desc
    limit 1)
where r.run_id = @runId;

with pair as (
    select r.run_id, b.run_id as base_id, r.first_year
    from growth.run r
    join growth.run b on b.run_id = r.compared_with
    where r.run_id = @runId
), increments as (
    select t.run_id, t.key, t.stock_kg - e.stock_kg as kg
    from pair p
    join growth.run_total t on t.run_id in (p.run_id, p.base_id) and t.dimension = 'township' and t.year = p.first_year + 1
    join growth.run_total e on e.run_id = t.run_id and e.dimension = 'township' and e.key = t.key and e.year = p.first_year
), classes as (
    select a.run_id, a.key, a.area_m2
    from pair p
    join growth.run_area a on a.run_id in (p.run_id, p.base_id) and a.dimension = 'land_class'
), figures as (
    select 'county_stock' as kind, t.key, p.first_year as year, o.stock_kg::numeric as before_value, t.stock_kg::numeric as after_value
    from pair p
    join growth.run_total t on t.run_id = p.run_id and t.dimension = 'county' and t.year = p.first_year
    join growth.run_total o on o.run_id = p.base_id and o.dimension = 'county' and o.key = t.key and o.year = t.year
    union all
    select 'township_increment', coalesce(t.key, o.key), (select p.first_year + 1 from pair p)::smallint, coalesce(o.kg, 0), coalesce(t.kg, 0)
    from (select i.* from pair p join increments i on i.run_id = p.run_id) t
    full join (select i.* from pair p join increments i on i.run_id = p.base_id) o on o.key = t.key
    where exists (select from pair p join increments i on i.run_id = p.base_id)
    union all
    select 'class_area', coalesce(t.key, o.key), null, coalesce(o.area_m2, 0), coalesce(t.area_m2, 0)
    from (select c.* from pair p join classes c on c.run_id = p.run_id) t
    full join (select c.* from pair p join classes c on c.run_id = p.base_id) o on o.key = t.key
    where exists (select from pair p join classes c on c.run_id = p.base_id)
)
insert into growth.run_jump (run_id, kind, key, year, before_value, after_value, percent, threshold_percent)
select @runId, f.kind, f.key, f.year, f.before_value, f.after_value,
       case when f.before_value <> 0 then round((f.after_value - f.before_value) / abs(f.before_value) * 100, 4) end, t.percent
from figures f
join growth.threshold t using (kind)
where abs(f.after_value - f.before_value) > abs(f.before_value) * t.percent / 100;

update growth.run r
set review = 'waiting'
where r.run_id = @runId
  and exists (select from growth.run_jump j where j.run_id = r.run_id);
