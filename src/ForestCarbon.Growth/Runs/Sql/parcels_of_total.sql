-- The parcels a total is the sum of, largest stock (or, where the increment is taken apart, largest increment) first, with the sums over all of them on every row, so that a page of them can say so.
-- A parcel without tonnes (未计, failed) stands behind those with, and its tonnes are null. Summed apart from the page, and names looked
-- up for its rows only: windows over a hundred thousand wide rows took twice as long. Keys of a dimension are those of ChunkTotals.
with member as materialized (
    select p.parcel_id, v.code, v.township_code, p.reason, p.is_difference, p.is_no_member, v.ellipsoidal_area_m2 as area_m2,
           p.stock_kg[@year::int - p.first_year + 1]::bigint as stock_kg,
           (p.stock_kg[@incrementYear::int - p.first_year + 1] - p.stock_kg[@incrementYear::int - p.first_year])::bigint as increment_kg
    from growth.parcel_result_v p
    join inventory.parcel_version_v v using (parcel_version_id)
    left join inventory.code_v g on g.list = 'species'
        and g.code = case when length(v.species_code) = 6 and right(v.species_code, 3) = '000' then left(v.species_code, 3) else v.species_code end
    where p.run_id = @runId
      and (@townships::text[] is null or v.township_code = any(@townships))
      and (@township::text is null or v.township_code = @township)
      and (@reason::smallint is null or p.reason = @reason)
      and (@statuses::text[] is null or p.status = any(@statuses))
      and (@line::text is null or growth.sink_line_of(p.status, v.land_class, p.reason_name) = @line)
      and (@Dimension::text is null or @Key::text = case @Dimension::text
               when 'county' then left(v.township_code, 6)
               when 'township' then v.township_code
               when 'species_group' then coalesce(g.means, 'none')
               when 'age_group' then coalesce(nullif(v.age_group, 0)::text, 'none')
               when 'forest_category' then coalesce(v.forest_category, 'none')
               when 'programme' then coalesce(v.programme, 'none')
               when 'land_class' then v.land_class
           end)
), page as (
    select m.*
    from member m
    order by case when @ByIncrement then m.increment_kg else m.stock_kg end desc nulls last, m.area_m2 desc, m.code collate "C"
    limit @limit offset @offset
), whole as (
    select count(*) as all_parcels, sum(m.area_m2) as all_area_m2, sum(m.stock_kg)::bigint as all_stock_kg, sum(m.increment_kg)::bigint as all_increment_kg
    from member m
)
select p.parcel_id, p.code, p.township_code, n.status, growth.form_of(n.name_zh, p.is_difference, p.is_no_member, false) as reason_zh,
       growth.form_of(n.name_en, p.is_difference, p.is_no_member, true) as reason_en, p.area_m2, p.stock_kg, p.increment_kg,
       w.all_parcels, w.all_area_m2, w.all_stock_kg, w.all_increment_kg
from page p
join growth.reason n using (reason)
cross join whole w
order by case when @ByIncrement then p.increment_kg else p.stock_kg end desc nulls last, p.area_m2 desc, p.code collate "C";
