with first as (
    select f.row_no, e.key as field, e.value
    from (select row_no, attributes from inventory.import_feature where import_id = @importId order by row_no limit 200) as f
    cross join lateral jsonb_each_text(f.attributes) as e
), counted as (
    select field, value, count(*) as times, row_number() over (partition by field order by count(*) desc, value) as place
    from first
    where value is not null
    group by field, value
)
select f.field,
       (select m.key from inventory.import i cross join lateral jsonb_each_text(i.mapping) as m where i.import_id = @importId and m.value = f.field limit 1) as target,
       count(f.value) as filled,
       (select string_agg(left(c.value, 24), '、' order by c.place) from counted c where c.field = f.field and c.place <= 4) as sample
from first f
group by f.field
order by min(f.row_no), f.field
